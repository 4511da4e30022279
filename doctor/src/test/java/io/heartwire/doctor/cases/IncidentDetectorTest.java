package io.heartwire.doctor.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Happening.Kind;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IncidentDetectorTest {
  private static final Instant START = Instant.parse("2026-11-27T03:00:00Z");

  private final IncidentDetector detector = new IncidentDetector();
  private int second;

  /** Seconds in which {@code signals} are measured; what the first change among them was. */
  private Optional<IncidentDetector.Change> pass(int seconds, Map<Signal, Double> signals) {
    Optional<IncidentDetector.Change> first = Optional.empty();
    for (int i = 0; i < seconds; i++) {
      Reading.Builder reading = Reading.at(START.plusSeconds(second), second * 1_000_000_000L);
      second++;
      reading.set(Signal.ATTACHED, 1_000);
      signals.forEach(reading::set);
      IncidentDetector.Change change = detector.second(reading.build());
      if (first.isEmpty() && !(change instanceof IncidentDetector.Change.None)) {
        first = Optional.of(change);
      }
    }
    return first;
  }

  private Optional<Trigger> opens(int seconds, Map<Signal, Double> signals) {
    return pass(seconds, signals).map(it -> ((IncidentDetector.Change.Opened) it).why().trigger());
  }

  @Test
  void opensWhenMoreThanThreeInAHundredLeaveWithinTenSeconds() {
    assertThat(opens(10, Map.of(Signal.DISCONNECTS, 3.0))).isEmpty();
    assertThat(opens(1, Map.of(Signal.DISCONNECTS, 4.0))).contains(Trigger.DISCONNECTS);
  }

  @Test
  void countsThoseWhoAreLeavingAsMembers() {
    assertThat(opens(1, Map.of(Signal.DISCONNECTS, 28.0, Signal.ATTACHED, 972.0))).isEmpty();
  }

  @Test
  void learnsWhatIsUsualAndThenAsksForMore() {
    for (int i = 0; i < 3_600; i++) {
      assertThat(opens(1, Map.of(Signal.DISCONNECTS, 2.5))).isEmpty();
    }
    // The usual is 25 in ten seconds: 25 + 6 √26 = 55.6.
    assertThat(opens(10, Map.of(Signal.DISCONNECTS, 5.4))).isEmpty();
    assertThat(opens(10, Map.of(Signal.DISCONNECTS, 6.5))).contains(Trigger.DISCONNECTS);
  }

  @Test
  void closesAfterTenCalmSecondsAndIsOneIncidentUntilThen() {
    assertThat(opens(1, Map.of(Signal.DISCONNECTS, 100.0))).contains(Trigger.DISCONNECTS);
    assertThat(pass(15, Map.of(Signal.DISCONNECTS, 5.0))).isEmpty();
    assertThat(pass(13, Map.of())).isEmpty();
    assertThat(pass(3, Map.of())).containsInstanceOf(IncidentDetector.Change.Closed.class);
  }

  @Test
  void staysOpenAsLongAsTheBreakerHolds() {
    detector.breakerOpened(START, "40 of 100 do not answer");
    assertThat(opens(1, Map.of())).contains(Trigger.BREAKER);
    assertThat(pass(120, Map.of())).isEmpty();
    detector.breakerClosed();
    assertThat(pass(12, Map.of())).containsInstanceOf(IncidentDetector.Change.Closed.class);
  }

  @Test
  void opensForWhatEndangersManyWhoAreStillThere() {
    assertThat(opens(1, Map.of(Signal.UNHEARD, 31.0))).contains(Trigger.UNHEARD);
  }

  @Test
  void opensWhenTheProcessIsWithoutAProcessorForFourOfTenSeconds() {
    assertThat(opens(10, Map.of(Signal.WATCHDOG_LOST, 390.0))).isEmpty();
    assertThat(opens(1, Map.of(Signal.WATCHDOG_LOST, 500.0))).contains(Trigger.STARVED);
  }

  @Test
  void opensWhenNobodyCanBeAcceptedAndWhenManyMustComeLater() {
    assertThat(new IncidentDetectorTest().opens(1, Map.of(Signal.ACCEPT_ERRORS, 1.0)))
        .contains(Trigger.ACCEPTS);
    assertThat(new IncidentDetectorTest().opens(1, Map.of(Signal.DEFERRED, 31.0)))
        .contains(Trigger.LOGINS);
  }

  @Test
  void opensForAPauseOfTwoSecondsIfSomebodyIsAttached() {
    detector.happened(happening(Kind.PROCESS_STALLED, 1_999), 1_000);
    assertThat(opens(1, Map.of())).isEmpty();
    detector.happened(happening(Kind.PROCESS_STALLED, 5_000), 0);
    assertThat(opens(1, Map.of())).isEmpty();
    detector.happened(happening(Kind.GC_PAUSE, 2_000), 1_000);
    assertThat(opens(1, Map.of())).contains(Trigger.UNHEARD);
  }

  @Test
  void opensWhenTheClockIsSetForwardOrBack() {
    detector.happened(happening(Kind.CLOCK_STEP, 900), 1_000);
    assertThat(opens(1, Map.of())).isEmpty();
    detector.happened(happening(Kind.CLOCK_STEP, -3_600_000), 1_000);
    assertThat(opens(1, Map.of())).contains(Trigger.CLOCK);
  }

  private static Happening happening(Kind kind, long ms) {
    return new Happening(kind, START, ms, "", "", List.of());
  }
}
