package io.heartwire.doctor.cases;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What left its baseline, so that an incident opened. */
public enum Trigger {
  /** More clients leave than usual. */
  DISCONNECTS,
  /** More clients do not answer than usual. */
  SUSPECTS,
  /** The mass breaker holds verdicts of a group. */
  BREAKER,
  /**
   * Nobody hears many clients, because their event loops are blocked or the process stood still.
   */
  UNHEARD,
  /** The process does not get the time that it needs. */
  STARVED,
  /** Connections cannot be accepted. */
  ACCEPTS,
  /** Many logins have to be told to come later. */
  LOGINS,
  /** The wall clock was set. */
  CLOCK;

  /** Its name for people and in JSON. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
