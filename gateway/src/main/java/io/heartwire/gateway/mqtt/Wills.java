package io.heartwire.gateway.mqtt;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.time.Scheduler;
import io.heartwire.core.time.Scheduler.Cancellable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The wills of clients that were lost: told once their delay has passed, unless the client comes
 * back to its session before. Thread safe; never blocks.
 *
 * <p>At most {@value #MOST} wait; one more is told at once. A will that waits is lost if the
 * process ends: the standard leaves that to the server.
 */
public final class Wills {
  /** The most that wait. */
  public static final int MOST = 100_000;

  private final Consumer<Bequest> teller;
  private final Map<ClientId, Waiting> waiting = new ConcurrentHashMap<>();

  /** One whose time has not come. */
  private static final class Waiting {
    final Bequest bequest;

    Waiting(Bequest bequest) {
      this.bequest = bequest;
    }
  }

  /** Has {@code teller} tell them; it is called on any thread, and must not block. */
  public Wills(Consumer<Bequest> teller) {
    this.teller = teller;
  }

  /**
   * Whether the will of a client is told whose connection ended for {@code reason}: not where we
   * sent it elsewhere, for then it is not lost. With a goodbye it has no will, unless it asks.
   */
  public static boolean isTold(DisconnectReason reason) {
    return switch (reason) {
      case SHUTDOWN, DRAINED -> false;
      default -> true;
    };
  }

  /**
   * A client was lost.
   *
   * @param sessionLasts how long its session lasts without it: no will waits for longer
   * @param scheduler tells what is delayed
   */
  public void lost(Bequest bequest, Duration sessionLasts, Scheduler scheduler) {
    Duration delay = bequest.will().delay();
    if (delay.compareTo(sessionLasts) > 0) {
      delay = sessionLasts;
    }
    if (delay.isZero() || waiting.size() >= MOST) {
      teller.accept(bequest);
      return;
    }
    Waiting mine = new Waiting(bequest);
    Waiting older = waiting.put(bequest.client(), mine);
    if (older != null) {
      teller.accept(older.bequest);
    }
    Cancellable ignored =
        scheduler.schedule(
            () -> {
              if (waiting.remove(bequest.client(), mine)) {
                teller.accept(bequest);
              }
            },
            delay.toNanos());
  }

  /**
   * {@code client} has logged in. Its will, if one waits, is void if it came back to its session;
   * if it began another one, that session has ended, and the will is told now.
   */
  public void returned(ClientId client, boolean toItsSession) {
    Waiting mine = waiting.remove(client);
    if (mine != null && !toItsSession) {
      teller.accept(mine.bequest);
    }
  }

  /** How many wait; for tests. */
  int waiting() {
    return waiting.size();
  }
}
