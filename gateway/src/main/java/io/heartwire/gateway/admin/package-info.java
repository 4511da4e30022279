/**
 * The door for operators: REST, metrics, health. Reads all of the gateway; nobody depends on it.
 */
@NullMarked
package io.heartwire.gateway.admin;

import org.jspecify.annotations.NullMarked;
