package io.heartwire.gateway;

import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.LeasesConfig;
import io.heartwire.gateway.lease.Claims;
import io.heartwire.gateway.lease.LeaseDesk;
import io.heartwire.gateway.lease.LeaseThread;
import io.heartwire.gateway.lease.TokenBook;
import io.heartwire.gateway.presence.Presence;
import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.transport.Cohorts;
import io.heartwire.gateway.transport.GatewayThreads;
import io.heartwire.gateway.transport.LeaseEntrance;
import io.heartwire.gateway.transport.StatusWatch;
import io.heartwire.gateway.transport.TcpServices;
import io.heartwire.gateway.transport.http.HeartbeatRoutes;
import io.heartwire.gateway.transport.http.HttpRoutes;
import java.time.Duration;
import java.util.function.Supplier;

/** Clients that hold no connection: what keeps their sessions. Thread safe. */
public final class Leases implements AutoCloseable {
  /* Of all logins in flight this part may be of batches. */
  private static final int BATCH_SHARE = 5;
  private static final Duration BATCH_PATIENCE = Duration.ofSeconds(5);

  private final LeaseThread thread;
  private final TokenBook tokens;
  private final LeaseDesk desk;
  private final HttpRoutes routes;

  Leases(
      Supplier<GatewayConfig> config,
      Services services,
      TcpServices parts,
      GatewayThreads threads,
      DetectorLog log) {
    this.thread = new LeaseThread(services.clock(), threads.named("heartwire-leases"));
    this.tokens =
        new TokenBook(
            parts.presence().engine().heartbeatTokens(), services.wallClock(), services.random());
    StatusWatch.Surroundings statuses = StatusWatch.Surroundings.of(parts);
    this.desk =
        new LeaseDesk(
            new LeaseDesk.Parts(
                thread,
                parts.registry(),
                parts.disconnects(),
                new LeaseEntrance(parts.gate(), parts.drain()),
                claims(parts.presence()),
                tokens,
                threads.ears(),
                parts.heartbeats().breaker(),
                log::breaker,
                Cohorts::of,
                (session, loop) -> new StatusWatch(session, statuses, loop),
                services.random()),
            () -> bounds(config.get()));
    this.routes = new HeartbeatRoutes(desk, services.wallClock());
  }

  private static Claims claims(Presence presence) {
    return (login, identity, lasts) ->
        presence.claimLease(
            login.clientId(),
            identity.user(),
            identity.group(),
            new Claim.Door(
                login.listener(), Addresses.text(login.remoteAddress()), login.version()),
            lasts);
  }

  private static LeaseDesk.Bounds bounds(GatewayConfig config) {
    LeasesConfig leases = config.leases();
    Duration half = config.login().deadline().dividedBy(2);
    return new LeaseDesk.Bounds(
        leases.max(),
        leases.ttlMin(),
        leases.ttlMax(),
        Math.max(1, config.login().inFlightMax() / BATCH_SHARE),
        // An answer has to be there within the login deadline.
        half.compareTo(BATCH_PATIENCE) < 0 ? half : BATCH_PATIENCE);
  }

  HttpRoutes routes() {
    return routes;
  }

  /** Takes the heartbeats in. */
  public LeaseDesk desk() {
    return desk;
  }

  /** The tokens that are heartbeats' own. */
  public TokenBook tokens() {
    return tokens;
  }

  @Override
  public void close() {
    thread.close();
  }
}
