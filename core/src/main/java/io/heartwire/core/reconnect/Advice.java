package io.heartwire.core.reconnect;

/** What the end of a connection tells a client to do next. */
public enum Advice {
  /** Come back, with back-off. */
  RETURN,
  /** Come back, but not soon: after the hint, or after about the longest back-off without one. */
  RETURN_LATER,
  /** Do not come back before there is another credential. */
  RETURN_WITH_NEW_CREDENTIAL,
  /** Do not come back by yourself. */
  DO_NOT_RETURN
}
