@NullMarked
package io.heartwire.cli.faults;

import org.jspecify.annotations.NullMarked;
