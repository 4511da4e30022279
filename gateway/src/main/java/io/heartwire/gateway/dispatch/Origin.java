package io.heartwire.gateway.dispatch;

/**
 * The connection that messages come from, as the dispatcher sees it. {@link #taken} and {@link
 * #refused} are called on any thread, also when the connection is gone, and do not block; the
 * others on the thread that delivers.
 */
public interface Origin {
  /** Why a message was not taken. */
  enum Refused {
    /** No handler has seen it, for want of room: it may come again later. */
    BUSY,
    /** The handler failed, or did not end within its deadline. */
    FAILED
  }

  /** Acknowledges the message of this id. */
  void taken(String id);

  /** Says that the message of this id, which wanted an acknowledgement, gets none. */
  void refused(String id, Refused why);

  /** A handler begins to run on this thread; {@code what} names the message's type. */
  void begins(String what);

  /** It has returned. */
  void ended();
}
