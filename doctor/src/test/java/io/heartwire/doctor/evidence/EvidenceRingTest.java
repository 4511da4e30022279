package io.heartwire.doctor.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceRingTest {
  private static final Instant START = Instant.parse("2026-03-01T02:58:00Z");

  private VirtualTime time = new VirtualTime(0);
  private EvidenceRing ring = new EvidenceRing(time);
  private Instant wall = START;

  @Test
  void keepsTenMinutesOfReadings() {
    for (int second = 0; second < 700; second++) {
      reading(Signal.SYSTEM_CPU, second);
    }

    Window all = ring.window(START, START.plusSeconds(10_000));
    assertThat(all.readings()).hasSize(600);
    assertThat(all.min(Signal.SYSTEM_CPU)).hasValue(100);
    assertThat(all.max(Signal.SYSTEM_CPU)).hasValue(699);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5_000_000_000L, Long.MIN_VALUE, -3_000_000_000L})
  void cutsAWindowByTheTimeThatHasPassedWhateverTheWallClockDid(long origin) {
    time = new VirtualTime(origin);
    ring = new EvidenceRing(time);
    for (int second = 0; second < 10; second++) {
      reading(Signal.SYSTEM_CPU, second);
    }
    wall = wall.minusSeconds(3_600);
    reading(Signal.SYSTEM_CPU, 10);

    assertThat(ring.last(Duration.ofMillis(4_500)).values(Signal.SYSTEM_CPU))
        .containsExactly(6.0, 7.0, 8.0, 9.0, 10.0);
  }

  @Test
  void cutsAWindowByTheWallClock() {
    for (int second = 0; second < 10; second++) {
      reading(Signal.SYSTEM_CPU, second);
    }
    ring.add(pause(START.plusSeconds(3), 2_500));
    ring.add(pause(START.plusSeconds(8), 10));

    Window window = ring.window(START.plusSeconds(5), START.plusSeconds(7));

    assertThat(window.values(Signal.SYSTEM_CPU)).containsExactly(4.0, 5.0, 6.0);
    assertThat(window.happenings()).extracting(Happening::durationMs).containsExactly(2_500L);
  }

  @Test
  void countsHappeningsThatGoBeforeTheirTimeIsOver() {
    for (int i = 0; i < 503; i++) {
      ring.add(pause(START.plusMillis(i), i));
    }

    assertThat(ring.happeningsDropped()).isEqualTo(3);
    assertThat(ring.last(Duration.ofMinutes(10)).happenings())
        .hasSize(500)
        .first()
        .extracting(Happening::durationMs)
        .isEqualTo(3L);
  }

  @Test
  void letsHappeningsGoUncountedOnceTheirTimeIsOver() {
    for (int i = 0; i < 500; i++) {
      ring.add(pause(START, 1));
    }
    time.stall(Duration.ofMinutes(11));
    ring.add(pause(START, 2));

    assertThat(ring.happeningsDropped()).isZero();
    assertThat(ring.window(START, START.plusSeconds(1)).happenings()).hasSize(1);
  }

  @Test
  void saysWhatCannotBeMeasured() {
    ring.unavailable(Map.of(Signal.STEAL, "no such file"));

    assertThat(ring.last(Duration.ofSeconds(1)).unavailable())
        .containsExactly(Map.entry(Signal.STEAL, "no such file"));
  }

  @Test
  void cutsWhatIsLongerThanItKeeps() {
    String frame = "f".repeat(10_000);
    ring.add(
        new Happening(
            Happening.Kind.LOOP_BLOCKED, START, 1, frame, frame, Collections.nCopies(99, frame)));
    var types = new HashMap<String, Reading.LoopUse>();
    for (int i = 0; i < 50; i++) {
      types.put("type-" + i + "-".repeat(5_000), new Reading.LoopUse(i, 1));
    }
    ring.add(Reading.at(START, 0).set(Signal.LOOPS, 4).handlers(types).build());

    Window window = ring.window(START, START);
    Happening kept = window.happenings().get(0);
    assertThat(kept.stack()).hasSize(24).allMatch(it -> it.length() == 256);
    assertThat(kept.subject()).hasSize(256);
    assertThat(kept.culprit()).hasSize(256);
    Reading reading = window.readings().get(0);
    assertThat(reading.handlers())
        .hasSize(8)
        .containsValue(new Reading.LoopUse(49, 1))
        .doesNotContainValue(new Reading.LoopUse(41, 1));
    assertThat(reading.handlers().keySet()).allMatch(it -> it.length() == 256);
    assertThat(reading.value(Signal.LOOPS)).hasValue(4);
  }

  @Test
  void staysBelowItsBoundWhateverItIsGiven() {
    long emptyBytes = usedBytes();
    for (int i = 0; i < 20_000; i++) {
      ring.add(largestHappening(i));
      if (i % 10 == 0) {
        ring.add(largestReading(i));
      }
    }

    long fullBytes = usedBytes() - emptyBytes;

    assertThat(ring.window(START, START.plusSeconds(100_000)).readings()).hasSize(600);
    assertThat(fullBytes).isBetween(1L << 20, (long) EvidenceRing.MAX_BYTES);
    System.getLogger("ring").log(System.Logger.Level.INFO, "a full ring: " + fullBytes + " bytes");
  }

  /** What is reachable: the least of several looks, since others allocate as well. */
  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int look = 0; look < 4; look++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  /** Words that take two bytes a character, each of them another. */
  private static Happening largestHappening(int i) {
    List<String> stack =
        Collections.nCopies(40, i).stream().map(n -> n + "\u20ac".repeat(1_000)).toList();
    String word = i + "\u20ac".repeat(1_000);
    return new Happening(Happening.Kind.LOOP_BLOCKED, START.plusMillis(i), i, word, word, stack);
  }

  private static Reading largestReading(int i) {
    Reading.Builder builder = Reading.at(START.plusSeconds(i), i);
    for (Signal signal : Signal.values()) {
      builder.set(signal, i + 0.5);
    }
    var types = new HashMap<String, Reading.LoopUse>();
    for (int type = 0; type < 20; type++) {
      types.put(type + "-" + i + "\u20ac".repeat(1_000), new Reading.LoopUse(type, 1));
    }
    return builder.handlers(types).build();
  }

  private void reading(Signal signal, double value) {
    time.stall(Duration.ofSeconds(1));
    wall = wall.plusSeconds(1);
    ring.add(Reading.at(wall, time.nanoTime()).set(signal, value).build());
  }

  private static Happening pause(Instant from, long durationMs) {
    return new Happening(Happening.Kind.GC_PAUSE, from, durationMs, "G1", "", List.of());
  }
}
