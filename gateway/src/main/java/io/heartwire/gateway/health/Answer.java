package io.heartwire.gateway.health;

import java.util.Locale;

/** What a rule says about one status. */
public enum Answer {
  /** It is not so: all is well. */
  CLEAR,
  /** It is so. */
  RAISED,
  /** Nobody can say: a field is missing, or is no number. */
  UNKNOWN;

  /** As in the interfaces. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
