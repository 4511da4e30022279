package io.heartwire.gateway.targets;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.config.TargetConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** This gateway as an observer: it asks targets itself. Thread safe. */
public final class LocalObserver implements Observer {
  private final String name;
  private final NanoClock clock;
  private final BooleanSupplier held;
  private final Names names;
  private final HttpProbe http;
  private final PingProbe ping = PingProbe.ofThisMachine();
  private final Probe host = new TcpProbe(true);
  private final Map<TargetConfig.Probe, Probe> probes;

  /**
   * Of the gateway {@code name}.
   *
   * @param held whether the gateway's mass breaker is open: then it suspects itself
   */
  public LocalObserver(
      String name,
      NanoClock clock,
      InstantSource wallClock,
      BooleanSupplier held,
      Function<String, ThreadFactory> threads) {
    this.name = name;
    this.clock = clock;
    this.held = held;
    this.names = new Names(InetAddress::getByName, threads.apply("heartwire-names"));
    StatusText text = new StatusText(wallClock);
    this.http = new HttpProbe(text, threads.apply("heartwire-http"));
    this.probes =
        Map.of(
            TargetConfig.Probe.TCP,
            new TcpProbe(false),
            TargetConfig.Probe.HEARTWIRE,
            new HeartwireProbe("probe-of-" + name, wallClock),
            TargetConfig.Probe.HTTP,
            http,
            TargetConfig.Probe.MQTT,
            new MqttProbe("hw" + Integer.toHexString(name.hashCode()), text),
            TargetConfig.Probe.ICMP,
            ping);
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
    return held.getAsBoolean();
  }

  @Override
  public Sighting look(Target target) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(target.config().timeout(), clock);
    InetAddress address = names.resolve(target.config().host(), deadline);
    return probe(target).ask(target, address, deadline);
  }

  private Probe probe(Target target) {
    if (target.kind() == TargetKind.DEFAULT_GATEWAY && ping.isAvailable()) {
      return ping;
    }
    if (target.kind().isDefault()) {
      return host;
    }
    Probe probe = probes.get(target.config().probe());
    if (probe == null) {
      throw new IllegalStateException("no probe by " + target.config().probe());
    }
    return probe;
  }

  @Override
  public void close() {
    names.close();
    http.close();
  }
}
