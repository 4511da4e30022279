package io.heartwire.gateway.dispatch;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where the handler runs for the messages of a type. */
public enum Model {
  /** On the event loop of the client: the fastest for a handler that never blocks. */
  INLINE,
  /** In one of a few lanes, each a thread: the messages of one client stay in order. */
  QUEUE,
  /** Each message in a task of its own, in no order. */
  PER_TASK;

  /** Under which a model is written down for all gateways. */
  public static final String KEY = "model";

  /** The one with this {@link #word}. */
  public static Optional<Model> of(String word) {
    return Arrays.stream(values()).filter(model -> model.word().equals(word)).findFirst();
  }

  /** The word for it in settings, requests and metrics: {@code per-task}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
