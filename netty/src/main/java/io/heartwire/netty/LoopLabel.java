package io.heartwire.netty;

import java.util.concurrent.atomic.AtomicReference;

/**
 * What one event loop is doing right now, in the application's words, such as {@code
 * report.upload}. Written by the loop (an opaque store, as cheap as a plain one), read by the
 * {@link LoopMonitor}.
 */
public final class LoopLabel {
  private static final String NOTHING = "";

  private final AtomicReference<String> running = new AtomicReference<>(NOTHING);

  LoopLabel() {}

  /** {@code what} begins. It replaces what was set before. */
  public void begin(String what) {
    running.setOpaque(what);
  }

  /** It is over. */
  public void end() {
    running.setOpaque(NOTHING);
  }

  String running() {
    return running.getOpaque();
  }
}
