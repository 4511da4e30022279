package io.heartwire.gateway.auth;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.session.Authenticator.Outcome;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.SecretHash;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Logins that were accepted a short while ago, by a hash of who they are and what they proved it
 * with. At most {@value #MOST}; beyond that the one unused for longest is forgotten. Thread safe.
 */
final class AcceptedLogins {
  static final int MOST = 10_000;

  private final long keptNanos;
  private final NanoClock clock;
  private final Map<String, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > MOST;
        }
      };

  private record Kept(Outcome.Accepted outcome, long since) {}

  /** Keeps each for {@code time}; zero is not at all. */
  AcceptedLogins(Duration time, NanoClock clock) {
    this.keptNanos = time.toNanos();
    this.clock = clock;
  }

  Optional<Outcome.Accepted> find(Login login) {
    if (keptNanos == 0) {
      return Optional.empty();
    }
    String key = key(login);
    synchronized (kept) {
      Kept found = kept.get(key);
      return found == null || clock.nanoTime() - found.since() >= keptNanos
          ? Optional.empty()
          : Optional.of(found.outcome());
    }
  }

  void keep(Login login, Outcome.Accepted outcome) {
    if (keptNanos > 0) {
      String key = key(login);
      synchronized (kept) {
        kept.put(key, new Kept(outcome, clock.nanoTime()));
      }
    }
  }

  /* Lengths first, so that no two logins can be written alike. */
  private static String key(Login login) {
    String id = login.clientId().value();
    return SecretHash.text(
        String.join(
            "\n",
            id.length() + " " + login.user().length() + " " + login.credential().length(),
            id,
            login.user(),
            login.credential(),
            login.listener(),
            String.valueOf(login.certified()),
            String.join("\n", login.tags().names())));
  }
}
