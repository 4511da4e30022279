package io.heartwire.gateway.admission;

import io.heartwire.core.time.VirtualTime;
import io.heartwire.gateway.config.LoginRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Some clients at a gateway, in virtual time, with the real admission. What each is told is kept as
 * the moment at which it is to come back, counted from the beginning.
 */
final class Crowd {
  static final long MS = 1_000_000L;
  static final long SECOND = 1_000 * MS;

  final VirtualTime time;
  final AdmissionControl gateway;
  final List<Guest> guests = new ArrayList<>();
  private final SplittableRandom random;
  private final long origin;

  Crowd(LoginRate rate, long origin, long seed) {
    this.origin = origin;
    time = new VirtualTime(origin);
    random = new SplittableRandom(seed);
    gateway =
        new AdmissionControl(
            new AdmissionControl.Settings(rate, Duration.ofSeconds(1), 500),
            random.split(),
            origin);
  }

  /** One that has not come yet. */
  Guest guest(String id) {
    Guest guest = new Guest(id);
    guests.add(guest);
    return guest;
  }

  /** So many, which come now and do as they are told. */
  List<Guest> obedient(int count) {
    List<Guest> obedient = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      obedient.add(guest("obeys-" + guests.size()));
    }
    obedient.forEach(Guest::obey);
    return obedient;
  }

  /** How long it has gone on. */
  long nanos() {
    return time.nanoTime() - origin;
  }

  AdmissionState.Counts counts() {
    return gateway.state(time.nanoTime()).counts();
  }

  final class Guest {
    final String id;
    final List<Long> turns = new ArrayList<>();
    boolean resumes;
    boolean admitted;
    long admittedAt;
    int early;

    private Guest(String id) {
      this.id = id;
    }

    /** It knocks once. */
    void ask() {
      if (admitted) {
        return;
      }
      // What is told is rounded up to the next millisecond; a tenth of a second is not held against
      // anybody.
      early += !turns.isEmpty() && turn() - nanos() > 101 * MS ? 1 : 0;
      Decision decision = gateway.ask(id, resumes, time.nanoTime());
      if (decision instanceof Decision.Later later) {
        turns.add(nanos() + later.retryAfter().toNanos());
        return;
      }
      gateway.left();
      admitted = true;
      admittedAt = nanos();
    }

    /** When it is to come, by what it was told last. */
    long turn() {
      return turns.get(turns.size() - 1);
    }

    /** It comes now, and then when it is told to, or up to a second later. */
    void obey() {
      ask();
      if (!admitted) {
        time.schedule(this::obey, turn() - nanos() + random.nextLong(SECOND));
      }
    }

    /** It comes now and then at this pace, whatever it is told. */
    void hammer(long pauseNanos) {
      ask();
      if (!admitted) {
        time.schedule(() -> hammer(pauseNanos), pauseNanos);
      }
    }
  }
}
