package io.heartwire.gateway.targets;

/** Why something is a target. */
public enum TargetKind {
  /** The way out of this network, by this machine's routes. */
  DEFAULT_GATEWAY("default-gateway"),
  /** The host of a sink. */
  SINK("sink"),
  /** Somebody wrote it into the configuration. */
  CONFIGURED("configured"),
  /** Somebody added it by the administration; forgotten when the gateway ends. */
  ADDED("added");

  private final String word;

  TargetKind(String word) {
    this.word = word;
  }

  /** As in the interfaces. */
  public String word() {
    return word;
  }

  /**
   * True of those that nobody asked for: of them the host counts, so that a refused connection is a
   * sighting, and one that never answered is not called dead.
   */
  public boolean isDefault() {
    return this == DEFAULT_GATEWAY || this == SINK;
  }
}
