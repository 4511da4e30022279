package io.heartwire.gateway.config;

/** What is logged, and how: {@code log.*}. The log goes to standard error. */
public record LogConfig(
    @Key(value = "text", doc = "`text` for people, `json` (one object a line) for programs.")
        Format format,
    @Key(
            value = "info",
            doc = "The least important level that is written.",
            reload = Reload.AT_ONCE)
        Level level) {

  /** The shape of a line. */
  public enum Format {
    /** For people. */
    TEXT,
    /** One JSON object a line. */
    JSON
  }

  /** Levels, least important first. */
  public enum Level {
    /** Everything. */
    TRACE,
    /** For those who look for a defect. */
    DEBUG,
    /** State changes. */
    INFO,
    /** Someone must look. */
    WARN,
    /** A defect, or lost data. */
    ERROR
  }
}
