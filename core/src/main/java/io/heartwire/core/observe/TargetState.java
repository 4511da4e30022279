package io.heartwire.core.observe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is known of a target. */
public enum TargetState {
  /** Nobody has seen it, and nobody has looked for long enough to call it dead. */
  UNKNOWN,
  /** Somebody has seen it lately. */
  ALIVE,
  /** It should have been seen again by now. */
  SUSPECT,
  /** Enough healthy observers have looked in vain for long enough. */
  DEAD,
  /** It was not seen for too long, but too few observers are healthy: nobody can say. */
  UNCERTAIN;

  /** As in the interfaces: {@code alive}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state with this {@link #word}. */
  public static Optional<TargetState> of(String word) {
    return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
  }
}
