package io.heartwire.gateway.cluster.embedded;

import io.heartwire.gateway.cluster.OfflineHolds;
import io.heartwire.gateway.cluster.Scope;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Holds of offline events: whose grace ends while one lasts has it until the hold ends, which no
 * other deadline equals. NOT thread safe but for what is read from memory: the thread that commits
 * owns it.
 */
final class OfflineHoldRows {
  private static final String CONCERNED =
      " AND (?3 = 'ALL' OR (?3 = 'GROUP' AND grp = ?4) OR (?3 = 'LISTENER' AND listener = ?4)"
          + " OR (?3 = 'CLIENT' AND client = ?4))";

  private final LongSupplier now;
  private final LastingStatement postpone;
  private final LastingStatement bring;
  private final Map<Long, Hold> holds = new ConcurrentHashMap<>();
  private final AtomicLong heldBack = new AtomicLong();

  private record Hold(Scope scope, long untilMicros) {}

  OfflineHoldRows(Connection connection, LongSupplier nowMicros) throws SQLException {
    this.now = nowMicros;
    this.postpone =
        LastingStatement.of(
            connection, "UPDATE session SET deadline_us = ?1 WHERE deadline_us <= ?2" + CONCERNED);
    this.bring =
        LastingStatement.of(
            connection, "UPDATE session SET deadline_us = ?1 WHERE deadline_us = ?2" + CONCERNED);
  }

  boolean hold(long id, Scope scope, Duration time) {
    long until = now.getAsLong() + time.toNanos() / 1_000;
    while (isTaken(until)) {
      until++;
    }
    holds.put(id, new Hold(scope, until));
    return true;
  }

  private boolean isTaken(long until) {
    return holds.values().stream().anyMatch(hold -> hold.untilMicros() == until);
  }

  boolean lift(long id) throws SQLException {
    Hold hold = holds.remove(id);
    if (hold == null) {
      return false;
    }
    update(bring, now.getAsLong(), hold.untilMicros(), hold.scope());
    return true;
  }

  /** Before those are announced whose grace ended by {@code dueMicros}: some are not, for now. */
  void keepBack(long dueMicros) throws SQLException {
    holds.values().removeIf(hold -> hold.untilMicros() <= dueMicros);
    for (Hold hold : holds.values()) {
      heldBack.addAndGet(update(postpone, hold.untilMicros(), dueMicros, hold.scope()));
    }
  }

  private static int update(LastingStatement how, long to, long from, Scope scope)
      throws SQLException {
    how.setLong(1, to);
    how.setLong(2, from);
    how.setString(3, scope.kind().name());
    how.setString(4, scope.name());
    return how.executeUpdate();
  }

  /** The same for others, through {@code loop}. */
  OfflineHolds through(CommitLoop loop) {
    return new OfflineHolds() {
      @Override
      public CompletionStage<Boolean> hold(long id, Scope scope, Duration time) {
        return loop.submit(() -> OfflineHoldRows.this.hold(id, scope, time));
      }

      @Override
      public CompletionStage<Boolean> lift(long id) {
        return loop.submit(() -> OfflineHoldRows.this.lift(id));
      }

      @Override
      public boolean any() {
        return !holds.isEmpty();
      }

      @Override
      public long heldBack() {
        return heldBack.get();
      }
    };
  }
}
