package io.heartwire.cli.faults;

import java.util.List;
import java.util.Optional;

/** All faults that can be made here. */
final class Faults {
  /**
   * In the order in which they run: first those of the server, then of the network, then others.
   */
  static final List<Fault> ALL =
      List.of(
          new SlowHandler(),
          new HotHandler(),
          new BlockedLoop(),
          new GarbagePressure(),
          new PausedProcess(),
          new PausedMachine(),
          new CpuHog(),
          new ThrottledCgroup(),
          new CutNetworks(),
          new CutUplink(),
          new OneWayLoss(),
          new ImpatientProxy(),
          new ForgetfulNat(),
          new FrozenClients(),
          new SilentRelease(),
          new ZeroWindow(),
          new EndedClients(),
          new NoDescriptors(),
          new ClockStep());

  private Faults() {}

  static Optional<Fault> named(String name) {
    return ALL.stream().filter(fault -> fault.name().equals(name)).findFirst();
  }
}
