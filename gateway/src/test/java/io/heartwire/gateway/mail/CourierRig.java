package io.heartwire.gateway.mail;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.time.VirtualTime;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.LivenessChecks;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Policies;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.Vitals;
import io.heartwire.wire.Bytes;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A courier of one gateway, with one client of its own. */
final class CourierRig {
  static final ClientId DEV = new ClientId("dev-1");

  final VirtualTime time = new VirtualTime(Long.MAX_VALUE - 5);
  final FakePeers peers = new FakePeers();
  final FakeInbox inbox = new FakeInbox();
  final SessionRegistry sessions =
      new SessionRegistry(
          256,
          new Policies(
              Policies.Settings.of(
                  LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150)), Map.of()),
              new LivenessChecks(),
              time),
          new Disconnects(10, () -> Instant.EPOCH, time, departure -> {}),
          (session, disconnect) -> {});
  final Courier courier =
      new Courier(inbox, sessions, () -> new Inbox.Limits(100, 1_000_000), time, peers);
  final List<String> sent = new ArrayList<>();
  boolean room = true;
  private long epoch;

  private final class Line implements Connection {
    @Override
    public void close(Disconnect disconnect, Farewell farewell) {}

    @Override
    public boolean send(Message message) {
      if (room) {
        sent.add(message.id());
      }
      return room;
    }

    @Override
    public void reviewPolicy() {}

    @Override
    public CompletionStage<Vitals> vitals() {
      return CompletableFuture.failedFuture(new IllegalStateException("no socket"));
    }
  }

  Session logIn() {
    Login login =
        new Login(DEV, "", "", "", Duration.ZERO, "tcp", new InetSocketAddress("127.0.0.1", 1));
    String id = "00112233445566778899aabbccddeeff";
    Claimed.Granted granted = new Claimed.Granted(id, ++epoch, 1, Instant.EPOCH, false);
    Session session =
        ((SessionRegistry.Attachment.Attached)
                sessions.attach(login, Identity.ANONYMOUS, new Line(), granted))
            .session();
    courier.attached(session);
    return session;
  }

  CompletableFuture<Outcome> send(String id) {
    return send(DEV, id);
  }

  CompletableFuture<Outcome> send(ClientId client, String id) {
    Letter letter =
        new Letter(id, "news", Bytes.EMPTY, Duration.ofSeconds(10), Duration.ofHours(1));
    return courier.send(client, letter).toCompletableFuture();
  }
}
