package io.heartwire.cli.house.broken.core.liveness;

/** Stands for the real one. */
public sealed interface Action {
  /** A verdict. */
  record Dead(String client) implements Action {}
}
