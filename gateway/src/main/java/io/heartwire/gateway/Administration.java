package io.heartwire.gateway;

import io.heartwire.gateway.admin.AdminServer;
import io.heartwire.gateway.admin.AdminSources;
import io.heartwire.gateway.config.Reloaded;
import io.heartwire.gateway.transport.TransportCounters;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Opens the door for operators of a running {@link Gateway}. */
public final class Administration {
  private Administration() {}

  /**
   * Opens it where the gateway's configuration says. The caller closes it: tell it that the gateway
   * is {@linkplain AdminServer#stopping() stopping} before that is closed, and close it afterwards.
   *
   * @throws IllegalStateException if it cannot be opened; the message is one sentence for people
   */
  public static AdminServer start(Gateway gateway, InstantSource wallClock) {
    return start(gateway, wallClock, () -> gateway.reload(gateway.config()));
  }

  /**
   * The same, where the configuration can be read again.
   *
   * @param reload reads it and puts it in force; throws what {@link Gateway#reload} throws
   */
  public static AdminServer start(
      Gateway gateway, InstantSource wallClock, Supplier<Reloaded> reload) {
    var doors =
        new AdminSources.Doors(
            gateway.transport(),
            () -> gateway.counters().open(),
            () -> gateway.counters().accepted(),
            () -> gateway.counters().acceptErrors(),
            () -> gateway.gate().inFlight(),
            () -> gateway.counters().staleLogins(),
            gateway::loopLags,
            new AdminSources.Hasty(
                () -> gateway.counters().pingersTold(),
                () -> gateway.counters().pingersSlowed(),
                () -> gateway.counters().pingersCut()),
            () -> gateway.counters().staleGroups(),
            gateway.silent()::silences,
            new AdminSources.Web(
                () -> gateway.counters().webSockets(),
                () -> gateway.counters().httpRequests(),
                () -> gateway.counters().httpRefused()),
            credentials(gateway.counters()));
    return AdminServer.start(
        new AdminSources(
            gateway::config,
            gateway.startedAt(),
            gateway.ports(),
            gateway.sessions(),
            gateway.engine(),
            gateway.auditTrail(),
            gateway::sinks,
            gateway.disconnects(),
            gateway.review(),
            gateway.dispatcher(),
            gateway.mail(),
            gateway.health(),
            new AdminSources.Leases(
                gateway.leases().tokens(),
                gateway.leases().desk().counters(),
                gateway.leases().desk().sightings()),
            gateway.targets(),
            gateway.drain(),
            gateway.drains(),
            gateway.levers(),
            gateway.departureLog(),
            gateway.heartbeats(),
            gateway.silent()::stale,
            doors,
            new AdminSources.Admission(
                () -> gateway.gate().state(), rate -> gateway.gate().admit(rate), gateway.bounds()),
            reload,
            () ->
                gateway
                    .diagnostics()
                    .map(it -> new AdminSources.Doctor(it.incidents(), it.evidence())),
            wallClock,
            gateway::threadsNamed),
        gateway.doors().adminTls());
  }

  private static AdminSources.Credentials credentials(TransportCounters counters) {
    return new AdminSources.Credentials(
        counters::renewalsAsked,
        counters::renewed,
        counters::renewalsRefused,
        counters::renewalsTooLate,
        counters::certificateExpiry);
  }
}
