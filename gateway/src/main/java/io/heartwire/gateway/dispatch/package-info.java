/** Where the messages of clients go: the handler that users write, and what guards us from it. */
@NullMarked
package io.heartwire.gateway.dispatch;

import org.jspecify.annotations.NullMarked;
