package io.heartwire.core.liveness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a client knows of middleboxes that drop idle connections: the interval that each network
 * allows.
 *
 * <p>NOT thread safe. Each call says what happened; it reads no clock. Idle ages are milliseconds
 * in which nothing travelled in either direction; 0 for one that is not known, which teaches
 * nothing. {@code nowMs} is the time of day: a lesson outlives the process. A clock that was set
 * back or forward costs at most one trial.
 *
 * <p>The rules, the same as those of the client for browsers:
 *
 * <ul>
 *   <li>A death counts only if the first attempt after it works, in the same network: so the
 *       network was there. And only if its connection had not lived through as much idleness
 *       before.
 *   <li>The second in a row at the same idle age (± 5 %) means a middlebox that cuts there: the
 *       interval becomes 0.8 of that age.
 *   <li>Where the end is not seen, the age is only an upper bound: at the second such death, and at
 *       each later one, the interval becomes half of it, or of the interval if that is less; never
 *       less than {@link #LEAST_MS}.
 *   <li>A ping that is answered after as much idleness clears the suspicion; what was learned
 *       stays.
 *   <li>Once a week an interval of twice the length is tried. It costs one connection if it is too
 *       long, and is kept if a ping is answered after 0.8 of it.
 * </ul>
 *
 * <p>Bound: {@value #MOST_NETWORKS} networks; the one not used for longest is forgotten.
 */
public final class IdleCuts {
  /** The networks remembered. */
  public static final int MOST_NETWORKS = 20;

  /** No interval is learned that is shorter, and no shorter idleness says anything. */
  public static final long LEAST_MS = 1_000;

  private static final long WEEK_MS = 7L * 86_400_000;
  private static final double SAME = 0.05;
  private static final double SAFE = 0.8;

  /** A connection that ended; what that means is known after the next attempt. */
  private record Death(String network, long idleMs, boolean silent, long intervalMs) {}

  private static final class Network {
    /** 0: nothing learned. */
    long learnedMs;

    long atEpochMs;

    /** A longer interval that is tried now; 0: none. */
    long trialMs;

    long diedAtMs;
    int deaths;

    /** The longest idleness that the present connection has lived through. */
    long survivedMs;
  }

  private final Map<String, Network> networks = new LinkedHashMap<>(32, 0.75f, true);
  private Optional<Death> pending = Optional.empty();
  private boolean unsaved;

  /** Knows what was {@code learned} before; of more than the bound, the last ones. */
  public IdleCuts(List<LearnedInterval> learned) {
    for (LearnedInterval known :
        learned.subList(Math.max(0, learned.size() - MOST_NETWORKS), learned.size())) {
      Network network = use(known.network());
      network.learnedMs = known.intervalMs();
      network.atEpochMs = known.atEpochMs();
    }
  }

  /** The interval to keep on {@code network}, where the server asks for {@code wantedMs}. */
  public long intervalMs(String network, long wantedMs, long nowMs) {
    Network known = use(network);
    if (known.learnedMs == 0 || known.learnedMs >= wantedMs) {
      return wantedMs;
    }
    // A clock that was set back must not put the next trial off for ever.
    if (Math.abs(nowMs - known.atEpochMs) >= WEEK_MS) {
      learn(known, known.learnedMs, nowMs);
      known.trialMs = 2 * known.learnedMs;
    }
    return Math.min(wantedMs, known.trialMs > 0 ? known.trialMs : known.learnedMs);
  }

  /**
   * A session ended without a word. Replaces the death before.
   *
   * @param idleMs its idle age then; of a silent death, when the ping was sent that nobody answered
   * @param silent nobody cut it: at {@code idleMs} it was dead already
   * @param intervalMs the interval it had
   */
  public void died(String network, long idleMs, boolean silent, long intervalMs) {
    pending =
        idleMs >= LEAST_MS && idleMs > use(network).survivedMs
            ? Optional.of(new Death(network, idleMs, silent, intervalMs))
            : Optional.empty();
  }

  /**
   * The first attempt after a session has ended.
   *
   * @param worked it led to a session, in the network of the one that ended
   * @return what that taught, if anything
   */
  public Optional<IdleLesson> returned(boolean worked, long nowMs) {
    Optional<Death> death = pending.filter(known -> worked);
    pending = Optional.empty();
    networks.values().forEach(network -> network.survivedMs = 0);
    return death.flatMap(known -> suspect(known, nowMs));
  }

  /** A ping was answered after {@code idleMs} without traffic. */
  public Optional<IdleLesson> survived(String network, long idleMs, long nowMs) {
    Network known = use(network);
    known.survivedMs = Math.max(known.survivedMs, idleMs);
    if (idleMs >= known.diedAtMs) {
      known.deaths = 0;
    }
    if (known.trialMs == 0 || idleMs < SAFE * known.trialMs) {
      return Optional.empty();
    }
    learn(known, known.trialMs, nowMs);
    return lesson(IdleLesson.What.TRIAL_HELD, network, idleMs);
  }

  /** All that is known, the network used last at the end; empty if nothing was learned since. */
  public Optional<List<LearnedInterval>> takeUnsaved() {
    if (!unsaved) {
      return Optional.empty();
    }
    unsaved = false;
    return Optional.of(
        networks.entrySet().stream()
            .filter(each -> each.getValue().learnedMs > 0)
            .map(
                each ->
                    new LearnedInterval(
                        each.getKey(), each.getValue().learnedMs, each.getValue().atEpochMs))
            .toList());
  }

  private Optional<IdleLesson> suspect(Death death, long nowMs) {
    Network known = use(death.network());
    long idleMs = death.idleMs();
    if (known.trialMs > 0 && idleMs > known.learnedMs) {
      learn(known, known.learnedMs, nowMs);
      return lesson(IdleLesson.What.TRIAL_FAILED, death.network(), idleMs);
    }
    long before = known.diedAtMs;
    boolean again =
        known.deaths > 0 && (death.silent() || Math.abs(idleMs - before) <= SAME * idleMs);
    known.diedAtMs = idleMs;
    known.deaths++;
    if (!again) {
      return Optional.empty();
    }
    learn(
        known,
        death.silent()
            ? (Math.min(death.intervalMs(), idleMs) + 1) / 2
            : Math.round(SAFE * Math.min(idleMs, before)),
        nowMs);
    var lesson =
        lesson(
            death.silent() ? IdleLesson.What.FORGOTTEN : IdleLesson.What.CUT,
            death.network(),
            idleMs);
    known.deaths = death.silent() ? known.deaths : 0;
    return lesson;
  }

  private Optional<IdleLesson> lesson(IdleLesson.What what, String network, long idleMs) {
    Network known = use(network);
    return Optional.of(new IdleLesson(what, network, known.learnedMs, idleMs, known.deaths));
  }

  private void learn(Network known, long intervalMs, long nowMs) {
    known.learnedMs = Math.max(LEAST_MS, intervalMs);
    known.trialMs = 0;
    known.atEpochMs = nowMs;
    unsaved = true;
  }

  /** Used last: forgotten last. */
  private Network use(String name) {
    Network known = networks.computeIfAbsent(name, absent -> new Network());
    if (networks.size() > MOST_NETWORKS) {
      networks.remove(networks.keySet().iterator().next());
    }
    return known;
  }
}
