/** The engine of one node: SQLite, one file, readable with the {@code sqlite3} shell. */
@NullMarked
package io.heartwire.gateway.cluster.embedded;

import org.jspecify.annotations.NullMarked;
