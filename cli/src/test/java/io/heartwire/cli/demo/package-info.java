/** Tests of the demonstration's figures. */
@NullMarked
package io.heartwire.cli.demo;

import org.jspecify.annotations.NullMarked;
