/** One file for a bug report: what a gateway and its machine say of themselves, without secrets. */
@NullMarked
package io.heartwire.gateway.bundle;

import org.jspecify.annotations.NullMarked;
