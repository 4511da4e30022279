package io.heartwire.cli.faults;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the doctor said at one moment.
 *
 * @param incident which incident it spoke of; empty for none
 * @param cause the first finding's cause, as its word
 * @param subject the first finding's subject
 * @param confidence the first finding's
 * @param sentence the verdict in one sentence
 * @param afterMs how long after the fault was injected it was seen
 */
record Verdict(
    String incident,
    String cause,
    String subject,
    double confidence,
    String sentence,
    long afterMs) {
  /** Reads an answer of {@code GET /api/v1/why}. */
  static Verdict of(JsonNode why, long afterMs) {
    JsonNode finding = why.path("diagnosis").path("verdict");
    return new Verdict(
        why.path("incident").path("id").asText(""),
        finding.path("cause").asText("unknown"),
        finding.path("subject").asText(""),
        finding.path("confidence").asDouble(),
        finding.path("sentence").asText(""),
        afterMs);
  }

  /** Whether it says the same as {@code other}, whenever. */
  boolean says(Verdict other) {
    return incident.equals(other.incident)
        && cause.equals(other.cause)
        && subject.equals(other.subject)
        && Math.abs(confidence - other.confidence) < 0.01;
  }

  /** Whether it names {@code expected}, with a subject that fits. */
  boolean meets(Expectation expected) {
    return cause.equals(expected.cause().word()) && expected.subject().matcher(subject).find();
  }
}
