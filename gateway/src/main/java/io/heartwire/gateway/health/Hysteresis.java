package io.heartwire.gateway.health;

import java.util.Arrays;

/**
 * Where the rules of one client stand: a rule changes to what it answers once it has answered so
 * for as many heartbeats in a row as it asks for. Until each rule has done so once, the client
 * stays what it was before, unless something is found to be wrong.
 *
 * <p>NOT thread safe. {@link #beat} allocates nothing, and looks at no rule unless one is due.
 */
final class Hysteresis {
  private final Rules rules;
  private final HealthState before;

  // A bit for each rule: what it answers now, what it counts as, and whether it ever counted.
  private int raisedNow;
  private int unknownNow;
  private int raised;
  private int unknown;
  private int fresh;
  private DeviceWord word = DeviceWord.NONE;

  // For each rule, the heartbeats until it counts as what it answers, as of "passed" ago; 0 if so.
  private final int[] wanting;
  private int passed;
  private int left;

  /** Nothing has been answered yet, of a client that was {@code before}. */
  Hysteresis(Rules rules, HealthState before) {
    this.rules = rules;
    this.before = before;
    this.wanting = new int[rules.size()];
    this.fresh = rules.size() == 0 ? 0 : -1 >>> (Integer.SIZE - rules.size());
  }

  Rules rules() {
    return rules;
  }

  /** One more heartbeat that says what the last one said; true if {@link #state} may differ. */
  boolean beat() {
    return left != 0 && beats(1);
  }

  /** {@code beats} heartbeats came that say something else; true if {@link #state} may differ. */
  boolean answered(Answers answers, int beats) {
    catchUp();
    for (int i = 0; i < wanting.length; i++) {
      Answer answer = answers.of(i);
      boolean known = ((fresh >>> i) & 1) == 0;
      if (known && answer == of(i, raised, unknown)) {
        wanting[i] = 0;
      } else if (wanting[i] == 0 || answer != of(i, raisedNow, unknownNow)) {
        wanting[i] = rules.beats(i, answer);
      }
    }
    raisedNow = answers.raised();
    unknownNow = answers.unknown();
    boolean saysOther = word != answers.word();
    word = answers.word();
    left = least();
    return beats(beats) || saysOther;
  }

  private boolean beats(int count) {
    boolean settled = false;
    int more = count;
    while (more > 0 && left > 0) {
      int step = Math.min(more, left);
      more -= step;
      passed += step;
      left -= step;
      if (left == 0) {
        settle();
        settled = true;
      }
    }
    return settled;
  }

  private void settle() {
    for (int i = 0; i < wanting.length; i++) {
      if (wanting[i] == passed) {
        int bit = 1 << i;
        raised = (raised & ~bit) | (raisedNow & bit);
        unknown = (unknown & ~bit) | (unknownNow & bit);
        fresh &= ~bit;
      }
    }
    catchUp();
    left = least();
  }

  private void catchUp() {
    for (int i = 0; i < wanting.length; i++) {
      wanting[i] = Math.max(0, wanting[i] - passed);
    }
    passed = 0;
  }

  private int least() {
    return Arrays.stream(wanting).filter(beats -> beats > 0).min().orElse(0);
  }

  private static Answer of(int rule, int raised, int unknown) {
    if (((raised >>> rule) & 1) != 0) {
      return Answer.RAISED;
    }
    return ((unknown >>> rule) & 1) != 0 ? Answer.UNKNOWN : Answer.CLEAR;
  }

  /** What the client is. */
  HealthState state() {
    HealthState worst = word.state().isBad() ? word.state() : HealthState.UNKNOWN;
    for (int i = 0; i < wanting.length; i++) {
      if (((raised >>> i) & 1) != 0) {
        worst = worst.worse(rules.raises(i));
      }
    }
    if (fresh != 0) {
      return worst.worse(before);
    }
    if (worst.isBad()) {
      return worst;
    }
    boolean judged = wanting.length > 0 || word != DeviceWord.NONE;
    return judged && unknown == 0 && word != DeviceWord.STRANGE
        ? HealthState.HEALTHY
        : HealthState.UNKNOWN;
  }

  /** The rule because of which it is {@code state}; empty if it is because of none. */
  String because(HealthState state) {
    boolean device =
        state.isBad()
            ? word.state() == state
            : state == HealthState.UNKNOWN && word == DeviceWord.STRANGE;
    if (device) {
      return Health.DEVICE;
    }
    for (int i = 0; i < wanting.length; i++) {
      boolean meant =
          state.isBad()
              ? ((raised >>> i) & 1) != 0 && rules.raises(i) == state
              : state == HealthState.UNKNOWN && ((unknown >>> i) & 1) != 0;
      if (meant) {
        return rules.name(i);
      }
    }
    return "";
  }
}
