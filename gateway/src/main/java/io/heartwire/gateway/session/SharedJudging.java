package io.heartwire.gateway.session;

import io.heartwire.gateway.cluster.SharedSetting;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the checks and levers of this gateway those that are set for all. NOT thread safe: it is
 * told one thing at a time.
 */
public final class SharedJudging {
  private static final Logger LOG = LoggerFactory.getLogger(SharedJudging.class);

  private final SessionRegistry sessions;
  private final LeverDesk levers;

  /** Of {@code sessions}. */
  public SharedJudging(SessionRegistry sessions, LeverDesk levers) {
    this.sessions = sessions;
    this.levers = levers;
  }

  /** {@code all} is set now, and nothing else. What is in force already is left as it is. */
  public void present(List<SharedSetting> all) {
    Map<LivenessChecks.Target, Boolean> checks = new HashMap<>();
    Map<Long, LeverDesk.Wish> wishes = new HashMap<>();
    for (SharedSetting shared : all) {
      try {
        switch (shared.kind()) {
          case CHECK -> {
            LivenessChecks.Setting setting = SharedForm.check(shared);
            checks.put(setting.target(), setting.enabled());
          }
          case HOLD, EXTENSION ->
              wishes.put(Long.parseLong(shared.name()), SharedForm.wish(shared));
          default -> {
            // Somebody else's.
          }
        }
      } catch (IllegalArgumentException e) {
        LOG.warn(
            "{} {} was set for all gateways, and cannot be read here: {}; let all run the same"
                + " version",
            shared.kind().word(),
            shared.name(),
            e.getMessage());
      }
    }
    checks(checks);
    levers(wishes);
  }

  private void checks(Map<LivenessChecks.Target, Boolean> wanted) {
    LivenessChecks checks = sessions.policies().checks();
    for (LivenessChecks.Setting setting : checks.settings()) {
      if (!wanted.containsKey(setting.target())) {
        sessions.check(setting.target(), Optional.empty());
      }
    }
    wanted.forEach(
        (target, enabled) -> {
          var setting = Optional.of(new LivenessChecks.Setting(target, enabled));
          if (!checks.settingOf(target).equals(setting)) {
            take("the check of " + target, () -> sessions.check(target, Optional.of(enabled)));
          }
        });
  }

  private void levers(Map<Long, LeverDesk.Wish> wanted) {
    Set<Long> inForce = new HashSet<>();
    for (TimedLever lever : levers.levers()) {
      inForce.add(lever.id());
      if (!wanted.containsKey(lever.id())) {
        levers.lift(lever.id());
      }
    }
    wanted.forEach(
        (id, wish) -> {
          // What is over in a moment is not worth a review of all sessions.
          if (!inForce.contains(id) && wish.time().compareTo(LeverDesk.LEAST_TIME) >= 0) {
            take("lever " + id, () -> levers.pull(wish, id));
          }
        });
  }

  private static void take(String what, Runnable setting) {
    try {
      setting.run();
    } catch (IllegalStateException e) {
      LOG.warn("{} is set for all gateways, and not in force here: {}", what, e.getMessage());
    }
  }
}
