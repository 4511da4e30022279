package io.heartwire.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Heartbeats in a row, and nothing else: no clock, no thread, no expression. */
class HysteresisTest {
  private static final Condition ANY =
      new Condition() {
        @Override
        public Finding ask(Map<String, Object> fields) {
          return new Finding(Answer.CLEAR, "");
        }

        @Override
        public Set<String> fields() {
          return Set.of();
        }
      };

  static Rule rule(String name, int beats, int clearBeats, HealthState raises) {
    return new Rule(name, "true", beats, clearBeats, raises, Set.of());
  }

  private static Rules rules(Rule... rules) {
    return new Rules(List.of(rules).stream().map(it -> new Rules.Compiled(it, ANY)).toList());
  }

  private static Answers say(Answer... answers) {
    return say(DeviceWord.NONE, answers);
  }

  private static Answers say(DeviceWord word, Answer... answers) {
    int raised = 0;
    int unknown = 0;
    for (int i = 0; i < answers.length; i++) {
      raised |= answers[i] == Answer.RAISED ? 1 << i : 0;
      unknown |= answers[i] == Answer.UNKNOWN ? 1 << i : 0;
    }
    return new Answers(raised, unknown, word);
  }

  private static Hysteresis of(Rule... rules) {
    return new Hysteresis(rules(rules), HealthState.UNKNOWN);
  }

  @Test
  void isRaisedAtTheThirdHeartbeatInARowAndClearAtTheSecond() {
    Hysteresis it = of(rule("hot", 3, 2, HealthState.UNHEALTHY));
    it.answered(say(Answer.CLEAR), 1);
    assertThat(it.state()).as("too early to say").isEqualTo(HealthState.UNKNOWN);
    assertThat(it.beat()).isTrue();
    assertThat(it.state()).isEqualTo(HealthState.HEALTHY);

    assertThat(it.answered(say(Answer.RAISED), 1)).isFalse();
    assertThat(it.beat()).isFalse();
    assertThat(it.state()).isEqualTo(HealthState.HEALTHY);
    assertThat(it.beat()).isTrue();
    assertThat(it.state()).isEqualTo(HealthState.UNHEALTHY);
    assertThat(it.because(HealthState.UNHEALTHY)).isEqualTo("hot");
    assertThat(it.beat()).as("steady").isFalse();

    assertThat(it.answered(say(Answer.CLEAR), 1)).isFalse();
    assertThat(it.state()).isEqualTo(HealthState.UNHEALTHY);
    assertThat(it.beat()).isTrue();
    assertThat(it.state()).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void aChangedStatusThatStillSaysSoCountsOn() {
    Hysteresis it = of(rule("hot", 3, 1, HealthState.UNHEALTHY));
    it.answered(say(Answer.CLEAR), 1);
    it.answered(say(Answer.RAISED), 1);
    it.answered(say(Answer.RAISED), 1);
    assertThat(it.state()).isEqualTo(HealthState.HEALTHY);
    assertThat(it.answered(say(Answer.RAISED), 1)).isTrue();
    assertThat(it.state()).isEqualTo(HealthState.UNHEALTHY);
  }

  @Test
  void oneHeartbeatThatSaysOtherwiseBeginsTheCountAgain() {
    Hysteresis it = of(rule("hot", 3, 1, HealthState.UNHEALTHY));
    it.answered(say(Answer.CLEAR), 1);
    for (int i = 0; i < 5; i++) {
      it.answered(say(Answer.RAISED), 2);
      assertThat(it.answered(say(Answer.CLEAR), 1)).isFalse();
    }
    it.answered(say(Answer.RAISED), 2);
    assertThat(it.state()).isEqualTo(HealthState.HEALTHY);
  }

  @Test
  void severalHeartbeatsThatWaitedForOneAnswerAllCount() {
    Hysteresis it = of(rule("hot", 3, 1, HealthState.UNHEALTHY));
    assertThat(it.answered(say(Answer.RAISED), 7)).isTrue();
    assertThat(it.state()).isEqualTo(HealthState.UNHEALTHY);
  }

  @Test
  void aFieldThatGoesMissingMakesAClientUnknownAndNeverHealthy() {
    Hysteresis it = of(rule("hot", 2, 1, HealthState.UNHEALTHY));
    it.answered(say(Answer.UNKNOWN), 9);
    assertThat(it.state()).isEqualTo(HealthState.UNKNOWN);
    assertThat(it.because(HealthState.UNKNOWN)).isEqualTo("hot");
    it.answered(say(Answer.CLEAR), 1);
    assertThat(it.state()).isEqualTo(HealthState.HEALTHY);
    it.answered(say(Answer.UNKNOWN), 1);
    assertThat(it.state()).as("one gap").isEqualTo(HealthState.HEALTHY);
    assertThat(it.beat()).isTrue();
    assertThat(it.state()).isEqualTo(HealthState.UNKNOWN);
  }

  @Test
  void whatIsKnownToBeBadCountsMoreThanWhatIsUnknownAndTheWorstMost() {
    Hysteresis it =
        of(
            rule("slow", 1, 1, HealthState.DEGRADED),
            rule("hot", 1, 1, HealthState.UNHEALTHY),
            rule("odd", 1, 1, HealthState.DEGRADED));
    it.answered(say(Answer.CLEAR, Answer.CLEAR, Answer.UNKNOWN), 1);
    assertThat(it.state()).isEqualTo(HealthState.UNKNOWN);
    it.answered(say(Answer.RAISED, Answer.CLEAR, Answer.UNKNOWN), 1);
    assertThat(it.state()).isEqualTo(HealthState.DEGRADED);
    it.answered(say(Answer.RAISED, Answer.RAISED, Answer.UNKNOWN), 1);
    assertThat(it.state()).isEqualTo(HealthState.UNHEALTHY);
    assertThat(it.because(HealthState.UNHEALTHY)).isEqualTo("hot");
  }

  @Test
  void theClientsOwnWordHoldsAtOnceAndOnlyForTheWorse() {
    Hysteresis it = of(rule("hot", 1, 1, HealthState.UNHEALTHY));
    it.answered(say(DeviceWord.WELL, Answer.CLEAR), 1);
    assertThat(it.state()).isEqualTo(HealthState.HEALTHY);
    assertThat(it.answered(say(DeviceWord.DEGRADED, Answer.CLEAR), 1)).isTrue();
    assertThat(it.state()).isEqualTo(HealthState.DEGRADED);
    assertThat(it.because(HealthState.DEGRADED)).isEqualTo(Health.DEVICE);
    it.answered(say(DeviceWord.WELL, Answer.RAISED), 1);
    assertThat(it.state()).as("its word is no excuse").isEqualTo(HealthState.UNHEALTHY);
    it.answered(say(DeviceWord.STRANGE, Answer.CLEAR), 1);
    assertThat(it.state()).isEqualTo(HealthState.UNKNOWN);
    it.answered(say(DeviceWord.WELL, Answer.UNKNOWN), 1);
    assertThat(it.state()).as("its word fills no gap").isEqualTo(HealthState.UNKNOWN);
  }

  @Test
  void withoutRulesTheWordIsAllThereIs() {
    Hysteresis it = of();
    assertThat(it.state()).isEqualTo(HealthState.UNKNOWN);
    it.answered(say(DeviceWord.WELL), 1);
    assertThat(it.state()).isEqualTo(HealthState.HEALTHY);
    it.answered(say(DeviceWord.UNHEALTHY), 1);
    assertThat(it.state()).isEqualTo(HealthState.UNHEALTHY);
    it.answered(say(DeviceWord.NONE), 1);
    assertThat(it.state()).isEqualTo(HealthState.UNKNOWN);
  }

  @Test
  void untilEachRuleHasHadItsSayAClientStaysWhatItWas() {
    var rules = rules(rule("hot", 3, 3, HealthState.UNHEALTHY));
    Hysteresis ill = new Hysteresis(rules, HealthState.UNHEALTHY);
    assertThat(ill.state()).isEqualTo(HealthState.UNHEALTHY);
    ill.answered(say(Answer.CLEAR), 2);
    assertThat(ill.state()).isEqualTo(HealthState.UNHEALTHY);
    ill.beat();
    assertThat(ill.state()).isEqualTo(HealthState.HEALTHY);

    Hysteresis well = new Hysteresis(rules, HealthState.HEALTHY);
    well.answered(say(Answer.UNKNOWN), 2);
    assertThat(well.state()).isEqualTo(HealthState.HEALTHY);
    well.answered(say(DeviceWord.DEGRADED, Answer.UNKNOWN), 1);
    assertThat(well.state()).isEqualTo(HealthState.DEGRADED);
  }

  @Test
  void thirtyTwoRulesAreToldApart() {
    var many = new ArrayList<Rule>();
    for (int i = 0; i < RuleBook.MAX_RULES; i++) {
      many.add(rule("r" + i, 1, 1, HealthState.DEGRADED));
    }
    Hysteresis it = of(many.toArray(Rule[]::new));
    it.answered(new Answers(0, 0, DeviceWord.NONE), 1);
    assertThat(it.state()).isEqualTo(HealthState.HEALTHY);
    it.answered(new Answers(1 << 31, 0, DeviceWord.NONE), 1);
    assertThat(it.because(it.state())).isEqualTo("r31");
  }

  @Test
  void agreesWithCountingByHand() {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      Rule[] rules = new Rule[1 + random.nextInt(3)];
      for (int i = 0; i < rules.length; i++) {
        rules[i] =
            rule("r" + i, 1 + random.nextInt(4), 1 + random.nextInt(4), HealthState.DEGRADED);
      }
      Hysteresis it = of(rules);
      ByHand[] hands = new ByHand[rules.length];
      for (int i = 0; i < hands.length; i++) {
        hands[i] = new ByHand(rules[i]);
      }
      for (int step = 0; step < 60; step++) {
        Answer[] answers = new Answer[rules.length];
        for (int i = 0; i < answers.length; i++) {
          answers[i] = Answer.values()[random.nextInt(3)];
        }
        int times = 1 + random.nextInt(5);
        int atOnce = 1 + random.nextInt(times);
        it.answered(say(answers), atOnce);
        for (int i = atOnce; i < times; i++) {
          it.beat();
        }
        for (int i = 0; i < hands.length; i++) {
          hands[i].hear(answers[i], times);
        }
        assertThat(it.state()).as("seed " + seed).isEqualTo(ByHand.state(hands));
      }
    }
  }

  /** One rule, counted without cleverness. */
  private static final class ByHand {
    private final Rule rule;
    private Answer counts;
    private Answer last;
    private int row;

    ByHand(Rule rule) {
      this.rule = rule;
    }

    void hear(Answer answer, int times) {
      for (int i = 0; i < times; i++) {
        row = answer == last ? row + 1 : 1;
        last = answer;
        if (row >= (answer == Answer.CLEAR ? rule.clearBeats() : rule.beats())) {
          counts = answer;
        }
      }
    }

    static HealthState state(ByHand[] hands) {
      boolean open = false;
      for (ByHand hand : hands) {
        if (hand.counts == Answer.RAISED) {
          return HealthState.DEGRADED;
        }
        open |= hand.counts == null || hand.counts == Answer.UNKNOWN;
      }
      return open ? HealthState.UNKNOWN : HealthState.HEALTHY;
    }
  }
}
