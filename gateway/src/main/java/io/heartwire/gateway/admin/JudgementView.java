package io.heartwire.gateway.admin;

import io.heartwire.gateway.health.Health;
import io.heartwire.gateway.health.HealthDesk;
import io.heartwire.gateway.health.RuleAnswer;
import io.heartwire.gateway.session.Session;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why one client is as it is.
 *
 * @param since when it became so; absent if it never was anything else
 * @param decidedBy CLIENT if its own word decided it; else absent
 * @param rule the rule that decided it; of a client that is well, the rule that is over
 * @param rules what each rule says about its latest status, asked just now
 */
record JudgementView(
    Optional<Instant> since, Optional<String> decidedBy, Optional<String> rule, List<Line> rules) {

  /**
   * One rule.
   *
   * @param answer clear, raised or unknown: of the latest status alone, whatever came before it
   * @param why nobody can say; absent if one can
   */
  record Line(String rule, String when, String answer, Optional<String> why) {
    static Line of(RuleAnswer answer) {
      return new Line(
          answer.rule(),
          answer.when(),
          answer.answer().word(),
          Optional.of(answer.why()).filter(why -> !why.isEmpty()));
    }
  }

  static JudgementView of(Session session, HealthDesk desk) {
    Health health = session.health();
    boolean device = health.rule().equals(Health.DEVICE);
    return new JudgementView(
        health.sinceMs() == 0
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(health.sinceMs())),
        device ? Optional.of("CLIENT") : Optional.empty(),
        Optional.of(health.rule()).filter(rule -> !device && !rule.isEmpty()),
        desk.book().explain(session.group(), session.status()).stream().map(Line::of).toList());
  }
}
