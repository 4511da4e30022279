package io.heartwire.gateway.targets;

import io.heartwire.core.observe.TargetState;
import io.heartwire.core.time.VirtualTime;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.health.ClientStatus;
import io.heartwire.gateway.health.HealthDesk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Targets in virtual time, seen by observers that see what a test wants. */
final class TargetsRig {
  final VirtualTime time;
  final List<Notice> told = new ArrayList<>();
  final Eye here = new Eye("here");
  Executor looks = Runnable::run;
  private Targets targets;

  /** An observer whose sight a test has in hand. */
  final class Eye implements Observer {
    private final String name;
    final Set<String> gone = new HashSet<>();
    boolean held;
    boolean blind;
    boolean defective;
    Duration slowness = Duration.ZERO;
    ClientStatus status = ClientStatus.NONE;
    int looks;

    Eye(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean canSee(Target target) {
      return true;
    }

    @Override
    public boolean isHeld() {
      return held;
    }

    @Override
    public Sighting look(Target target) throws IOException {
      looks++;
      time.stall(slowness);
      if (defective) {
        throw new IllegalStateException("oops");
      }
      if (blind) {
        throw new CannotLookException("the name x does not resolve");
      }
      if (gone.contains(target.name())) {
        throw new IOException("no answer");
      }
      return new Sighting(Duration.ofMillis(2), status, "");
    }
  }

  TargetsRig(long origin) {
    this(new VirtualTime(origin));
  }

  TargetsRig(VirtualTime time) {
    this.time = time;
  }

  TargetsRig open(List<Observer> observers, String... keysAndValues) {
    GatewayConfig config = config(keysAndValues);
    targets =
        new Targets(
            config,
            observers,
            new Targets.Parts(
                time,
                task -> looks.execute(task),
                new HealthDesk(config.health().ruleList(), this::now, Thread::new),
                told::add,
                this::now,
                new SplittableRandom(1),
                new DefaultTargets(Path.of("no such file")),
                () -> {}));
    return this;
  }

  static GatewayConfig config(String... keysAndValues) {
    return GatewayConfig.of(keysAndValues);
  }

  Instant now() {
    return Instant.EPOCH.plusNanos(time.nanoTime() & Long.MAX_VALUE >> 1);
  }

  Targets targets() {
    return targets;
  }

  TargetState state(String name) {
    return targets.find(name).orElseThrow().state();
  }

  void pass(int seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  List<String> words() {
    return told.stream().map(notice -> notice.type().word()).toList();
  }

  boolean within(int seconds, BooleanSupplier condition) {
    for (int i = 0; i < seconds * 10 && !condition.getAsBoolean(); i++) {
      time.advance(Duration.ofMillis(100));
    }
    return condition.getAsBoolean();
  }
}
