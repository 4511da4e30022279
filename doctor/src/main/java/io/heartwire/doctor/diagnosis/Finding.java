package io.heartwire.doctor.diagnosis;

import java.util.List;

/**
 * One hypothesis and what speaks for and against it.
 *
 * @param cause the hypothesis
 * @param subject what exactly: the type of messages, the group of clients, the idle time; empty if
 *     the cause says it all
 * @param confidence 0 to 1
 * @param sentence the verdict in one sentence, with figures
 * @param facts what speaks for it, the strongest first
 * @param against what speaks against it; empty if nothing does
 * @param advice what to do
 * @param command what to run to look further, with its arguments filled in; empty if nothing helps
 */
public record Finding(
    Cause cause,
    String subject,
    double confidence,
    String sentence,
    List<String> facts,
    String against,
    String advice,
    String command) {
  public Finding {
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence (" + confidence + ") must be 0 to 1");
    }
    facts = List.copyOf(facts);
  }
}
