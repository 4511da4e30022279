/** The house rules as tests; each rule is also seen failing, on classes made for that. */
@NullMarked
package io.heartwire.cli.house;

import org.jspecify.annotations.NullMarked;
