package io.heartwire.client;

import java.util.concurrent.atomic.AtomicBoolean;
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
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile boolean spent;

  CredentialRenewal(@Nullable Supplier<String> supplier, Callbacks callbacks) {
    this.supplier = supplier;
    this.callbacks = callbacks;
  }

  /** The client has a session: it may be got out of trouble once more. */
  void welcomed() {
    spent = false;
  }

  /** Hands a newer credential to {@code use}, on the application's executor; if there is any. */
  void wanted(Consumer<String> use) {
    Supplier<String> from = supplier;
    if (from == null || !asking.compareAndSet(false, true)) {
      return;
    }
    callbacks.run(
        () -> {
          try {
            use.accept(from.get());
          } finally {
            asking.set(false);
          }
        });
  }

  /** The same after the server closed the connection for want of a newer one. */
  void wantedToComeBack(Consumer<String> use) {
    if (!spent) {
      spent = true;
      wanted(use);
    }
  }
}
