package io.heartwire.doctor.diagnosis;

import io.heartwire.doctor.cases.CaseFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Judges a {@link CaseFile}: pure, so that a saved incident is judged as a live one. A cause that
 * is not likely is never the verdict: then it is unknown, with the findings in order.
 *
 * <p>Source of the hypotheses and their order: {@code docs/doctor.md}.
 */
public final class Doctor {
  /** The strongest facts of a verdict. */
  private static final int FACTS = 3;

  /** Below this nothing is claimed. */
  private static final double LIKELY = 0.5;

  private static final double SHRUG = 0.3;

  private static final List<Rule> RULES =
      Stream.of(
              HandlerRules.all().stream(),
              ServerRules.all().stream(),
              NetworkRules.all().stream(),
              ClientRules.all().stream())
          .flatMap(it -> it)
          .toList();

  private Doctor() {}

  /** What it says of {@code file}. */
  public static Diagnosis judge(CaseFile file) {
    Symptoms symptoms = new Symptoms(file);
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : RULES) {
      rule.judge(symptoms).filter(it -> it.confidence() > 0.05).ifPresent(findings::add);
    }
    findings.sort(Comparator.comparingDouble(Finding::confidence).reversed());
    if (findings.isEmpty() || findings.get(0).confidence() < LIKELY) {
      findings.add(0, unknown(symptoms, findings));
    }
    List<Finding> told = findings.stream().map(Doctor::strongest).toList();
    return new Diagnosis(told.get(0), told, Suspects.of(symptoms, told));
  }

  private static Finding strongest(Finding it) {
    return new Finding(
        it.cause(),
        it.subject(),
        Math.round(it.confidence() * 100) / 100.0,
        it.sentence(),
        it.facts().subList(0, Math.min(FACTS, it.facts().size())),
        it.against(),
        it.advice(),
        it.command());
  }

  private static Finding unknown(Symptoms it, List<Finding> findings) {
    String nearest =
        findings.isEmpty()
            ? "nothing that is measured stands out"
            : "the likeliest of what is not likely: " + findings.get(0).sentence();
    return new Finding(
        Cause.UNKNOWN,
        "",
        SHRUG,
        Say.text("the evidence does not say why: %s", it.file.opening().detail()),
        List.of(
            Say.text(
                "%,d left, %,d do not answer, %,d are not heard",
                it.crowd.victims(), it.crowd.suspects(), it.crowd.unheard()),
            "they left as " + it.crowd.byReason()),
        nearest,
        "save the incident (heartwire incidents last --json) and capture at the port",
        Say.text("tcpdump -ni any -w incident.pcap 'tcp port %d'", it.port()));
  }
}
