package io.heartwire.gateway.cluster;

/**
 * What an engine keeps is out of reach for now, because it is on another machine: whoever asked may
 * ask again later.
 */
public final class EngineAwayException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /** {@code why} is one sentence for people. */
  public EngineAwayException(String why, Throwable cause) {
    super(why, cause);
  }
}
