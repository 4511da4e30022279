package io.heartwire.gateway.admission;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.reconnect.Advice;
import io.heartwire.core.reconnect.Attempt;
import io.heartwire.core.reconnect.Ending;
import io.heartwire.core.reconnect.ReconnectPolicy;
import io.heartwire.core.reconnect.Reconnector;
import io.heartwire.core.time.VirtualTime;
import io.heartwire.gateway.config.LoginRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A gateway that is restarted while all its clients are online, in virtual time: the real admission
 * and the real reconnector, with a network and an authenticator that take their time.
 */
final class Storm {
  static final long MS = 1_000_000L;
  static final long SECOND = 1_000 * MS;
  private static final Disconnect RESET = Disconnect.of(DisconnectReason.RESET, "");

  final VirtualTime time;
  final SplittableRandom random;
  final List<Client> clients = new ArrayList<>();
  AdmissionControl gateway;
  private long answerNanos = 50 * MS;
  private long perAnswerNanos;
  private long authenticatorFreeAt;
  private boolean up;
  private long upAt;
  long begun;
  long wasted;

  Storm(long origin, long seed) {
    time = new VirtualTime(origin);
    random = new SplittableRandom(seed);
  }

  /** How a client behaves when it is told to come later. */
  enum Manner {
    /** Comes when it was told to. */
    OBEYS,
    /** Comes every second, whatever it is told. */
    HAMMERS,
    /** Takes the answer for a failure like any other and backs off, as plain clients do. */
    BACKS_OFF
  }

  /** The authenticator answers one after the other, so many a second. */
  void authenticatorAnswers(int perSecond) {
    perAnswerNanos = SECOND / perSecond;
    authenticatorFreeAt = time.nanoTime();
  }

  private long answerTakes() {
    if (perAnswerNanos == 0) {
      return answerNanos;
    }
    long now = time.nanoTime();
    authenticatorFreeAt = Math.max(authenticatorFreeAt, now) + perAnswerNanos;
    return authenticatorFreeAt - now;
  }

  /** How the clients of one manner fared. */
  String text(Manner manner) {
    return String.format(
        "%s: 50 %% after %.1f s, 99 %% %.1f s, 100 %% %.1f s, %d answers \"later\"; %s",
        manner,
        secondsUntil(50, manner),
        secondsUntil(99, manner),
        secondsUntil(100, manner),
        clients.stream().filter(c -> c.manner == manner).mapToInt(c -> c.refusals).sum(),
        gateway.state(time.nanoTime()));
  }

  void add(int count, Manner manner) {
    for (int i = 0; i < count; i++) {
      clients.add(new Client(manner + "-" + i, manner));
    }
  }

  /** All lose their connection now; the gateway is back after {@code outage}. */
  void restart(Duration outage, LoginRate rate) {
    up = false;
    clients.forEach(Client::lose);
    time.schedule(
        () -> {
          up = true;
          upAt = time.nanoTime();
          gateway =
              new AdmissionControl(
                  new AdmissionControl.Settings(rate, Duration.ofSeconds(1), 500),
                  random.split(),
                  upAt);
        },
        outage.toNanos());
    time.advance(outage);
  }

  /** After how many seconds so many of a hundred clients of this manner were back. */
  double secondsUntil(double percent, Manner... manners) {
    List<Manner> counted = List.of(manners);
    List<Long> times =
        clients.stream()
            .filter(client -> counted.contains(client.manner))
            .map(client -> client.backAt == 0 ? Long.MAX_VALUE : client.backAt - upAt)
            .sorted()
            .toList();
    int index = (int) Math.ceil(times.size() * percent / 100) - 1;
    return times.get(index) / 1e9;
  }

  final class Client {
    final String id;
    final Manner manner;
    final Reconnector reconnector = new Reconnector(ReconnectPolicy.standard(), random.split());
    long backAt;
    int refusals;
    int attempts;
    boolean resumes;

    Client(String id, Manner manner) {
      this.id = id;
      this.manner = manner;
      // It has been online for long.
      long since = time.nanoTime() - 100 * SECOND;
      reconnector.start(since);
      reconnector.due(since + SECOND);
      reconnector.accepted(1, since + SECOND);
    }

    private void lose() {
      end(Ending.of(RESET));
    }

    private void end(Ending ending) {
      obey(reconnector.ended(reconnector.attemptId(), ending, time.nanoTime()));
    }

    private void obey(Attempt next) {
      if (next instanceof Attempt.Wait wait) {
        time.schedule(() -> obey(reconnector.due(time.nanoTime())), wait.delayNanos());
      } else if (next instanceof Attempt.Connect) {
        connect();
      }
    }

    private void connect() {
      attempts++;
      if (!up) {
        time.schedule(() -> end(Ending.of(RESET)), MS);
        return;
      }
      time.schedule(this::ask, (1 + random.nextInt(50)) * MS);
    }

    private void ask() {
      Decision decision = gateway.ask(id, resumes, time.nanoTime());
      if (decision instanceof Decision.Later later) {
        refusals++;
        refused(later);
        return;
      }
      long at = ((Decision.Admitted) decision).atNanos();
      begun++;
      time.schedule(
          () -> {
            gateway.left();
            gateway.answered(at, time.nanoTime());
            if (time.nanoTime() - at > 10 * SECOND) {
              wasted++;
              end(Ending.of(RESET));
              return;
            }
            gateway.welcomed();
            backAt = time.nanoTime();
            reconnector.accepted(reconnector.attemptId(), backAt);
          },
          answerTakes());
    }

    private void refused(Decision.Later later) {
      switch (manner) {
        case OBEYS -> end(Ending.of(RESET, Advice.RETURN_LATER).withRetryAfter(later.retryAfter()));
        case HAMMERS -> time.schedule(this::connect, 500 * MS + random.nextLong(SECOND));
        case BACKS_OFF -> end(Ending.of(RESET));
      }
    }
  }
}
