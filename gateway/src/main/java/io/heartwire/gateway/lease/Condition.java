package io.heartwire.gateway.lease;

import io.heartwire.gateway.session.Session;
import io.heartwire.wire.Status;
import java.util.concurrent.Executor;

/** Judges what one client says of how it is. NOT thread safe: the thread of leases owns it. */
public interface Condition {
  /** A heartbeat says {@code status}, which is not empty. */
  void heard(Status status);

  /** The rules may have changed. */
  void review();

  /** The lease has ended. */
  void end();

  /** Makes those. */
  @FunctionalInterface
  interface Judges {
    /** For {@code session}, which lives on {@code thread}. */
    Condition of(Session session, Executor thread);
  }
}
