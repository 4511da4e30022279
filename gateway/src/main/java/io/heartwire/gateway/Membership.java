package io.heartwire.gateway;

import io.heartwire.core.time.Scheduler;
import io.heartwire.gateway.admission.ClusterShare;
import io.heartwire.gateway.cluster.Peers;
import io.heartwire.gateway.cluster.PublicEndpoints;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.LoginRate;
import io.heartwire.gateway.drain.Drain;
import io.heartwire.gateway.drain.Drains;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.transport.GatewayThreads;
import io.heartwire.gateway.transport.LoginGate;
import io.heartwire.gateway.transport.http.EndpointRoutes;
import io.heartwire.gateway.transport.http.HttpRoutes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What a gateway does as one of several: it shares what may log in, says where it is reached, and
 * hands its clients over when it is drained. Thread safe; never blocks.
 */
final class Membership {
  /** What others say of themselves is about as old as this. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int LONGEST_RETURN_MS = 15_000;
  private static final int LONGEST_RETURN_ELSEWHERE_MS = 2_000;

  private final Peers peers;
  private final PublicEndpoints endpoints;
  private final Supplier<GatewayConfig> config;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private ClusterShare share = ClusterShare.UNBOUNDED;

  Membership(
      Peers peers, Supplier<GatewayConfig> config, Services services, GatewayThreads threads) {
    this.peers = peers;
    this.endpoints = new PublicEndpoints(peers);
    this.config = config;
    this.scheduler = threads.scheduler();
    this.random = services.random();
  }

  /** The drain of this gateway; whoever shares the engine may begin it. */
  Drain drain(SessionRegistry sessions, Drain.Doors doors) {
    return new Drain(
        sessions,
        doors,
        new Drain.Others(
            listener -> endpoints.elsewhere(listener, random), endpoints::weAreDrained),
        new Drain.Terms(() -> config.get().drain(), scheduler, random));
  }

  /** The drains of all, {@code own} among them. */
  Drains drains(Drain own) {
    return new Drains(peers, own, () -> config.get().drain());
  }

  /** Tells clients where they may come in. */
  HttpRoutes routes() {
    return new EndpointRoutes(endpoints::all);
  }

  /** The doors are open: others may send clients here, and {@code gate} keeps to its share. */
  void begin(Doors doors, LoginGate gate) {
    endpoints.ours(config.get().advertised(doors.ports()));
    peers.describe("door", doors::probed);
    if (config.get().isOfCluster()) {
      peers.refresh();
      keepToShare(gate);
    }
  }

  private void keepToShare(LoginGate gate) {
    // First, so that nothing that fails below ends it.
    scheduler.schedule(() -> keepToShare(gate), LOOK_NANOS);
    LoginRate budget = config.get().admission().clusterRate();
    ClusterShare now =
        budget.kind() == LoginRate.Kind.FIXED
            ? new ClusterShare(budget.perSecond(), endpoints.taking())
            : ClusterShare.UNBOUNDED;
    if (!now.equals(share)) {
      share = now;
      gate.share(now);
    }
  }

  /** What a client of {@code listener} is told when the gateway stops: each has its own time. */
  Farewell comeBack(String listener) {
    List<String> configured = config.get().drain().endpointList();
    List<String> elsewhere =
        configured.isEmpty() ? endpoints.elsewhere(listener, random) : configured;
    int least = configured.isEmpty() && !elsewhere.isEmpty() ? 0 : 1_000;
    int most =
        configured.isEmpty() && !elsewhere.isEmpty()
            ? LONGEST_RETURN_ELSEWHERE_MS
            : LONGEST_RETURN_MS;
    int waitMs = least + random.nextInt(most - least);
    return new Farewell(Optional.of(Duration.ofMillis(waitMs)), elsewhere);
  }
}
