package io.heartwire.bench.side;

import java.io.IOException;

/** A server that cannot be had here; the message says what to do. */
final class Unavailable extends IOException {
  private static final long serialVersionUID = 1;

  Unavailable(String message) {
    super(message);
  }
}
