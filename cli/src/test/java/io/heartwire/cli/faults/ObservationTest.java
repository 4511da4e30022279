package io.heartwire.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.doctor.diagnosis.Cause;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What counts as right, in time, and as a sure mistake. */
class ObservationTest {
  private static final Expectation UPLOAD =
      Expectation.ofServer(Cause.SLOW_HANDLER).about("report");

  private final Map<String, String> answers = new HashMap<>();
  private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);

  @BeforeEach
  void allIsWell() {
    status("closed", "", 3);
  }

  private void status(String breaker, String why, int silent) {
    answers.put(
        "/api/v1/status",
        "{\"breaker\":{\"state\":\"%s\",\"why\":\"%s\"},\"disconnects\":{\"SILENT\":%d}}"
            .formatted(breaker, why, silent));
  }

  private void why(String incident, String cause, String subject, double confidence) {
    String about = incident.isEmpty() ? "" : "\"incident\":{\"id\":\"" + incident + "\"},";
    answers.put(
        "/api/v1/why",
        "{%s\"diagnosis\":{\"verdict\":{\"cause\":\"%s\",\"subject\":\"%s\",\"confidence\":%s}}}"
            .formatted(about, cause, subject, confidence));
  }

  private Observation observation(Expectation expected) {
    return new Observation(this::answer, expected, nowNanos::get);
  }

  private Optional<JsonNode> answer(String path) {
    return Optional.ofNullable(answers.get(path)).map(ObservationTest::json);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }

  private void after(long ms) {
    nowNanos.addAndGet(ms * 1_000_000);
  }

  @Test
  void theRightVerdictWithinFiveSecondsOfTheIncidentIsRight() {
    Observation seen = observation(UPLOAD);
    after(3_000);
    why("inc-1", "unknown", "", 0.2);
    seen.look();
    assertThat(seen.isDecided()).isFalse();
    after(4_900);
    why("inc-1", "slow-handler", "report.upload", 0.9);
    seen.look();

    assertThat(seen.isDecided()).isTrue();
    assertThat(seen.openedAfterMs()).isEqualTo(3_000);
    assertThat(seen.rightAfterMs()).isEqualTo(4_900);
    assertThat(seen.isRight()).isTrue();
    assertThat(seen.wrong()).isEmpty();
  }

  @Test
  void theRightVerdictThatComesLateIsNotRight() {
    Observation seen = observation(UPLOAD);
    why("inc-1", "unknown", "", 0.2);
    seen.look();
    after(5_100);
    assertThat(seen.isDecided()).isTrue();
    why("inc-1", "slow-handler", "report.upload", 0.9);
    seen.look();

    assertThat(seen.rightAfterMs()).isEqualTo(5_100);
    assertThat(seen.isRight()).isFalse();
  }

  @Test
  void theRightCauseOfSomethingElseIsNotRight() {
    Observation seen = observation(UPLOAD);
    why("inc-1", "slow-handler", "telemetry", 0.7);
    seen.look();
    assertThat(seen.isRight()).isFalse();
  }

  @Test
  void aSureMistakeCountsEvenIfItIsCorrectedAndAnUnsureOneDoesNot() {
    Observation seen = observation(UPLOAD);
    why("inc-1", "uplink", "", 0.79);
    seen.look();
    assertThat(seen.wrong()).isEmpty();
    why("inc-1", "uplink", "", 0.81);
    seen.look();
    why("inc-1", "slow-handler", "report.upload", 0.9);
    seen.look();

    assertThat(seen.isRight()).isTrue();
    assertThat(seen.wrong()).extracting(Verdict::cause).containsExactly("uplink");
  }

  @Test
  void thatClientsComeBackInAStormAfterwardsIsNoMistakeButItIsNoExplanation() {
    Observation seen = observation(UPLOAD);
    why("inc-1", "slow-handler", "report.upload", 0.9);
    seen.look();
    why("inc-2", "reconnect-storm", "", 0.9);
    seen.look();
    assertThat(seen.wrong()).isEmpty();

    why("inc-1", "reconnect-storm", "", 0.9);
    seen.look();
    assertThat(seen.wrong()).hasSize(1);
  }

  @Test
  void whatWasSaidOfAnEarlierIncidentSaysNothingOfThisOne() {
    answers.put("/api/v1/incidents/last", "{\"id\":\"inc-0\"}");
    Observation seen = observation(UPLOAD);
    why("inc-0", "slow-handler", "report.upload", 0.9);
    seen.look();
    assertThat(seen.verdicts()).isEmpty();
    assertThat(seen.isRight()).isFalse();
    assertThat(seen.incident()).isEmpty();
  }

  @Test
  void whereNobodyIsHurtTheDiagnosisOfNowIsEnough() {
    Observation quiet = observation(Expectation.ofServer(Cause.CLOCK_STEP).quiet());
    Observation loud = observation(Expectation.ofServer(Cause.CLOCK_STEP));
    after(1_200);
    why("", "clock-step", "", 0.9);
    quiet.look();
    loud.look();
    assertThat(quiet.isRight()).isTrue();
    assertThat(quiet.rightAfterMs()).isEqualTo(1_200);
    assertThat(loud.isRight()).isFalse();
  }

  @Test
  void theBreakerIsSeenToOpenAndToLeaveAndDeparturesAreThoseOfTheRun() {
    Observation seen = observation(UPLOAD);
    seen.look();
    assertThat(seen.breaker()).isEqualTo(Outcome.Breaker.QUIET);
    status("OPEN", "300 of 600 are silent", 4);
    seen.look();
    assertThat(seen.breaker()).isEqualTo(new Outcome.Breaker(true, false, "300 of 600 are silent"));
    status("closed", "", 10);
    seen.look();
    assertThat(seen.breaker()).isEqualTo(new Outcome.Breaker(true, true, "300 of 600 are silent"));
    assertThat(seen.departures()).containsExactly(Map.entry("SILENT", 7L));
  }

  @Test
  void aGatewayWithoutADoctorSaysNothing() {
    Observation seen = observation(UPLOAD);
    seen.look();
    assertThat(seen.verdicts()).isEmpty();
    assertThat(seen.openedAfterMs()).isEqualTo(-1);
    assertThat(seen.isDecided()).isFalse();
  }
}
