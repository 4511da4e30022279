package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.time.VirtualTime;
import io.heartwire.gateway.cluster.Claimed;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
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
  final List<Session> released = Collections.synchronizedList(new ArrayList<>());
  final List<Session> flapping = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong epochs = new AtomicLong();
  final SessionRegistry registry;

  RegistryFixture() {
    this(2_560);
  }

  RegistryFixture(int leaversRemembered) {
    this(leaversRemembered, SessionTable::new);
  }

  RegistryFixture(int leaversRemembered, Supplier<SessionTable> tables) {
    registry =
        new SessionRegistry(
            leaversRemembered,
            new Policies(
                Policies.Settings.of(
                    LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150)),
                    Map.of()),
                checks,
                time),
            disconnects,
            new SessionRegistry.Listener() {
              @Override
              public void released(Session session, Disconnect disconnect) {
                released.add(session);
              }

              @Override
              public void flapping(Session session) {
                flapping.add(session);
              }
            },
            tables);
  }

  static Login login(String clientId) {
    return new Login(new ClientId(clientId), "", "", "1.0", Duration.ZERO, "tcp", HERE);
  }

  SessionRegistry.Attachment attach(String clientId, Connection connection) {
    return attach(clientId, connection, granted(epochs.incrementAndGet(), 1));
  }

  SessionRegistry.Attachment attach(
      String clientId, Connection connection, Claimed.Granted granted) {
    return registry.attach(login(clientId), Identity.ANONYMOUS, connection, granted);
  }

  /** What an engine grants. */
  Claimed.Granted granted(long epoch, int connection) {
    String id = HexFormat.of().toHexDigits(epoch);
    return new Claimed.Granted(id + id, epoch, connection, wallClock, connection > 1);
  }

  Session attached(String clientId, Connection connection) {
    return ((SessionRegistry.Attachment.Attached) attach(clientId, connection)).session();
  }

  static Disconnect fin() {
    return Disconnect.of(DisconnectReason.FIN, "");
  }
}
