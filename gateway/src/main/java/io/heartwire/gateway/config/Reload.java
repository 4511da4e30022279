package io.heartwire.gateway.config;

/** When a changed key takes effect after the configuration has been read again. */
public enum Reload {
  /** At once, for present clients too. */
  AT_ONCE("at once"),
  /** For connections that come from then on. */
  NEW_CONNECTIONS("for new connections"),
  /** Only when the gateway is started again. */
  RESTART("after a restart");

  private final String words;

  Reload(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
