package io.heartwire.bench;

import io.heartwire.core.liveness.Cohort;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessTable;
import io.heartwire.core.liveness.MassBreaker;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does the detector itself cost: one heartbeat noted, and one sweep over all connections?
 *
 * <p>All connections are alive, as they nearly always are; time stands still between the calls.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LivenessTableBenchmark {
  /** How many connections the loop has. */
  @Param({"1000", "15000", "100000", "1000000"})
  int connections;

  private LivenessTable table;
  private int next;

  /** A table full of living connections. */
  @Setup
  public void fill() {
    MassBreaker breaker = MassBreaker.off();
    table = new LivenessTable(0, 0, breaker, new SplittableRandom(1));
    Cohort cohort = breaker.joined(List.of());
    LivenessPolicy policy = LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));
    for (int i = 0; i < connections; i++) {
      table.add(() -> cohort, policy);
    }
  }

  /** One heartbeat of one connection after the other. */
  @Benchmark
  public void heard() {
    int slot = next;
    next = slot + 1 == connections ? 0 : slot + 1;
    table.heard(slot);
  }

  /** One sweep over all connections. */
  @Benchmark
  public void sweep() {
    table.sweep((slot, action) -> {});
  }
}
