package io.heartwire.client;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gets a newer credential from the application when the server wants one: on a living connection,
 * or because it closed one for want of it. One is being got at a time; after a close, once for each
 * session, so that a supplier whose credentials are all refused does not log in for ever. Thread
 * safe.
 */
final class CredentialRenewal {
  private final @Nullable Supplier<String> supplier;
  private final Callbacks callbacks;
  private boolean asking;
  private boolean spent;
  private @Nullable Consumer<String> alsoWaiting;

  CredentialRenewal(@Nullable Supplier<String> supplier, Callbacks callbacks) {
    this.supplier = supplier;
    this.callbacks = callbacks;
  }

  /** The client has a session: it may be got out of trouble once more. */
  synchronized void welcomed() {
    spent = false;
  }

  /** Hands a newer credential to {@code use}, on the application's executor; if there is any. */
  synchronized void wanted(Consumer<String> use) {
    if (supplier == null || asking) {
      return;
    }
    asking = true;
    callbacks.run(() -> hand(supplier, use));
  }

  /**
   * The same after the server closed the connection for want of a newer one. If one is being got
   * for the connection that was closed, that one is taken: it may have come an instant too late.
   */
  synchronized void wantedToComeBack(Consumer<String> use) {
    if (spent) {
      return;
    }
    spent = true;
    if (asking) {
      alsoWaiting = use;
    } else {
      wanted(use);
    }
  }

  private void hand(Supplier<String> from, Consumer<String> use) {
    String newer = null;
    try {
      newer = from.get();
      use.accept(newer);
    } finally {
      Consumer<String> also = done();
      if (also != null && newer != null) {
        also.accept(newer);
      }
    }
  }

  private synchronized @Nullable Consumer<String> done() {
    asking = false;
    Consumer<String> also = alsoWaiting;
    alsoWaiting = null;
    return also;
  }
}
