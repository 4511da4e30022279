package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.time.VirtualTime;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** A registry whose clocks the test moves, and all that left it. */
final class RegistryFixture {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final InetSocketAddress HERE = new InetSocketAddress("127.0.0.1", 4711);

  final List<Departure> departures = Collections.synchronizedList(new ArrayList<>());
  final VirtualTime time = new VirtualTime(Long.MAX_VALUE - 5);
  volatile Instant wallClock = START;
  final LivenessChecks checks = new LivenessChecks();
  final Disconnects disconnects = new Disconnects(100, () -> wallClock, time, departures::add);
  final SessionRegistry registry;

  RegistryFixture(SessionRegistry.SecondLogin secondLogin) {
    this(secondLogin, 2_560);
  }

  RegistryFixture(SessionRegistry.SecondLogin secondLogin, int offlineRemembered) {
    this(secondLogin, offlineRemembered, SessionTable::new);
  }

  RegistryFixture(
      SessionRegistry.SecondLogin secondLogin,
      int offlineRemembered,
      Supplier<SessionTable> tables) {
    AtomicLong ids = new AtomicLong();
    registry =
        new SessionRegistry(
            new SessionRegistry.Settings(secondLogin, offlineRemembered),
            new Policies(
                Policies.Settings.of(
                    LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150)),
                    Map.of()),
                checks,
                time),
            disconnects,
            () -> wallClock,
            ids::incrementAndGet,
            tables);
  }

  static Login login(String clientId) {
    return new Login(new ClientId(clientId), "", "", "1.0", Duration.ZERO, "tcp", HERE);
  }

  SessionRegistry.Attachment attach(String clientId, Connection connection) {
    return registry.attach(login(clientId), Identity.ANONYMOUS, connection);
  }

  Session attached(String clientId, Connection connection) {
    return ((SessionRegistry.Attachment.Attached) attach(clientId, connection)).session();
  }

  static Disconnect fin() {
    return Disconnect.of(DisconnectReason.FIN, "");
  }
}
