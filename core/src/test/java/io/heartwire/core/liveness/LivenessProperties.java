package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/**
 * What holds for every clock, every stall and every order of events: the living are spared, the
 * silent are found. Each run is a random life of one loop, made from a seed.
 */
class LivenessProperties {
  private static final LivenessPolicy[] POLICIES = {
    LivenessPolicy.server(Duration.ofMillis(100), Duration.ofMillis(200)),
    LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4)),
    LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(2)),
    LivenessPolicy.server(Duration.ofSeconds(3), Duration.ofSeconds(10)),
    LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150)),
  };

  /** Bytes of a client that lie in the kernel of a loop which is busy. */
  private static final class Life {
    final Random random;
    final Loop loop;
    final LivenessPolicy policy;
    final int slot;
    final boolean evidence;
    long nextBeat;
    boolean unread;
    long stalledMs;
    long lostTicksMs;

    Life(long seed, long nanos, int ms, boolean evidence) {
      random = new Random(seed);
      loop = new Loop(MassBreaker.off(), nanos, ms, seed);
      policy = POLICIES[random.nextInt(POLICIES.length)];
      this.evidence = evidence;
      slot = loop.connect(policy);
      if (evidence) {
        loop.kernel(slot).acknowledges = random.nextBoolean();
      }
    }

    long intervalMs() {
      return policy.interval().toMillis();
    }

    /** The client's bytes reach the kernel while we are away or waiting. */
    void timePasses(long ms, boolean beats) {
      for (long end = loop.ms() + ms; loop.ms() < end; ) {
        long until = beats ? Math.min(end, Math.max(loop.ms(), nextBeat)) : end;
        loop.block(until - loop.ms());
        if (beats && loop.ms() >= nextBeat) {
          nextBeat = loop.ms() + 1 + random.nextInt((int) intervalMs());
          unread = true;
          Kernel kernel = loop.kernels.get(slot);
          if (kernel != null) {
            kernel.dataAt = loop.ms();
            kernel.unread = 10;
          }
        }
      }
    }

    void read() {
      if (unread) {
        unread = false;
        loop.table.heard(slot);
        Kernel kernel = loop.kernels.get(slot);
        if (kernel != null) {
          kernel.unread = 0;
        }
      }
    }

    /** One turn of the loop: it waits, reads, runs a handler that may block, and sweeps. */
    void turn(boolean beats, int stallShare) {
      boolean before = random.nextBoolean();
      timePasses(Loop.PERIOD_MS, beats);
      if (before) {
        // The handler blocks between the read of its own channel and that of the others.
        block(beats, stallShare);
        read();
        loop.pass();
        loop.tickAndSweep();
      } else {
        read();
        loop.pass();
        block(beats, stallShare);
        loop.tickAndSweep();
      }
    }

    private void block(boolean beats, int stallShare) {
      if (random.nextInt(100) < stallShare) {
        long ms = random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(260);
        stalledMs += ms;
        lostTicksMs += Loop.PERIOD_MS;
        timePasses(ms, beats);
      }
    }
  }

  @Property(tries = 300) // trap 1, trap 2, trap 4, trap 21
  void aLivingClientIsNeverCalledDead(
      @ForAll long seed,
      @ForAll("nanos") long nanos,
      @ForAll("attentive") int ms,
      @ForAll boolean evidence,
      @ForAll("shares") int stallShare) {
    Life life = new Life(seed, nanos, ms, evidence);
    long until = 12 * life.policy.timeout().toMillis();
    for (int turns = 0; life.loop.ms() < until && turns < 20_000; turns++) {
      life.turn(true, stallShare);
      assertThat(life.loop.deaths()).as("seed %d, %s", seed, life.policy).isEmpty();
    }
  }

  @Property(tries = 300) // trap 1, trap 3, trap 22
  void aSilentClientIsAlwaysFoundWithinItsBoundAndOurOwnAbsence(
      @ForAll long seed,
      @ForAll("nanos") long nanos,
      @ForAll("attentive") int ms,
      @ForAll boolean evidence,
      @ForAll("shares") int stallShare) {
    Life life = new Life(seed, nanos, ms, evidence);
    long silentFrom = life.loop.ms();
    for (int i = 0; i < 50; i++) {
      life.turn(true, stallShare);
      if (life.unread || life.loop.table.silenceMs(life.slot) == 0) {
        silentFrom = life.loop.ms();
      }
    }
    silentFrom = life.loop.ms();
    life.stalledMs = 0;
    // Without the kernel's word one more interval is granted after a stall, once.
    long bound =
        life.policy.frozenAfter().toMillis()
            + 1_000
            + Math.min(3_000, life.policy.timeout().toMillis())
            + (evidence ? 0 : life.intervalMs());
    while (life.loop.deaths().isEmpty()) {
      life.turn(false, stallShare);
      assertThat(life.loop.ms() - silentFrom - life.stalledMs)
          .as("seed %d, %s, kernel %s, stalls %d %%", seed, life.policy, evidence, stallShare)
          .isLessThanOrEqualTo(bound);
    }
    assertThat(life.loop.deaths()).hasSize(1);
    assertThat(life.loop.ms() - silentFrom)
        .isGreaterThanOrEqualTo(life.policy.timeout().toMillis() - 2 * life.intervalMs());
  }

  @Property(tries = 60) // trap 20, trap 21
  void noVerdictIsEarly(
      @ForAll long seed, @ForAll("nanos") long nanos, @ForAll("attentive") int ms) {
    Life life = new Life(seed, nanos, ms, false);
    for (int i = 0; i < 200; i++) {
      life.turn(true, 20);
    }
    life.unread = true;
    life.read();
    long lastByte = life.loop.ms();
    while (life.loop.deaths().isEmpty()) {
      life.turn(false, 20);
    }

    assertThat(life.loop.ms() - lastByte).isGreaterThanOrEqualTo(life.policy.timeout().toMillis());
  }

  @Property(tries = 12)
  void sixtyDaysWithTheCheckOffLeaveTheDetectorAsItWas(
      @ForAll("nanos") long nanos,
      @ForAll("attentive") int ms,
      @ForAll @LongRange(min = 1, max = 60) long days,
      @ForAll boolean speaks) {
    Loop loop = new Loop(MassBreaker.off(), nanos, ms, days);
    LivenessPolicy policy = POLICIES[4];
    int slot = loop.connect(policy.withCheck(false));
    for (long hour = 0; hour < 24 * days; hour++) {
      loop.runSlowly(3_600_000, 1_800_000);
      if (speaks && hour % 7 == 0) {
        loop.heard(slot);
      }
    }
    assertThat(loop.events).isEmpty();
    loop.table.policy(slot, policy);
    loop.heard(slot);
    loop.beat(slot, 45_000, 300_000);
    assertThat(loop.deaths()).isEmpty();
    long silentFrom = loop.ms();
    loop.run(160_000);

    assertThat(loop.deaths(slot)).hasSize(1);
    assertThat(loop.deaths(slot).get(0) - silentFrom).isBetween(150_000L, 150_020L);
  }

  @Property(tries = 60) // trap 20, trap 21, trap 49
  void aClientFindsADeadServerAndKeepsALivingOneOnAnyClock(
      @ForAll long seed, @ForAll("nanos") long nanos, @ForAll("attentive") int ms) {
    Random random = new Random(seed);
    Loop loop = new Loop(MassBreaker.off(), nanos, ms, seed);
    int slot = loop.connect(LivenessPolicy.client(Duration.ofSeconds(10)));
    for (int i = 0; i < 300; i++) {
      int asked = loop.probes(slot).size();
      loop.run(1 + random.nextInt(2_500));
      if (loop.probes(slot).size() > asked) {
        loop.heard(slot);
      }
      if (random.nextInt(20) == 0) {
        loop.block(random.nextInt(60_000));
        loop.heard(slot);
        loop.tickAndSweep();
        loop.pass();
      }
    }
    assertThat(loop.deaths()).isEmpty();
    long silentFrom = loop.ms();
    loop.run(40_000);

    assertThat(loop.deaths(slot)).hasSize(1);
    assertThat(loop.deaths(slot).get(0) - silentFrom).isBetween(6_000L, 20_100L);
  }

  @Provide
  Arbitrary<Long> nanos() {
    return Arbitraries.oneOf(
        Arbitraries.of(0L, -1L, Long.MIN_VALUE, Long.MIN_VALUE + 5_000_000_000L, Long.MAX_VALUE),
        Arbitraries.longs().between(Long.MAX_VALUE - 100_000_000_000L, Long.MAX_VALUE),
        Arbitraries.longs());
  }

  @Provide
  Arbitrary<Integer> attentive() {
    return Arbitraries.oneOf(
        Arbitraries.of(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE),
        Arbitraries.integers().between(Integer.MAX_VALUE - 100_000, Integer.MAX_VALUE),
        Arbitraries.integers());
  }

  @Provide
  Arbitrary<Integer> shares() {
    return Arbitraries.of(0, 1, 5, 50, 100);
  }
}
