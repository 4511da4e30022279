/**
 * End-to-end tests: real processes, real sockets, and (tag {@code netns}) real cables to cut.
 *
 * <p>{@link io.heartwire.cli.e2e.ProcessLab} runs the processes, {@link
 * io.heartwire.cli.e2e.NetLab} the network between them.
 */
@NullMarked
package io.heartwire.cli.e2e;

import org.jspecify.annotations.NullMarked;
