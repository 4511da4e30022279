package io.heartwire.gateway.admin;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.Release;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.Vitals;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Clients without sockets, put straight into the engine and the registry of a gateway. */
final class Crowd {
  private static final int AT_ONCE = 2_000;

  private Crowd() {}

  /** A connection that is well, and does nothing. */
  static final class Line implements Connection {
    @Override
    public void close(Disconnect disconnect, Farewell farewell) {}

    @Override
    public boolean send(Message message) {
      return true;
    }

    @Override
    public void reviewPolicy() {}

    @Override
    public CompletionStage<Vitals> vitals() {
      return CompletableFuture.completedFuture(
          new Vitals("ALIVE", 1_200, 3.5, 0, SocketSnapshot.NONE));
    }
  }

  /** {@code attached} clients that are there, and {@code offline} that were. */
  static void into(Gateway gateway, int attached, int offline) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < attached + offline; i++) {
      names.add(String.format("dev-%06d", i));
      if (names.size() == AT_ONCE || i == attached + offline - 1) {
        come(gateway, names, attached);
        names.clear();
      }
    }
  }

  private static void come(Gateway gateway, List<String> names, int attached) {
    List<CompletableFuture<Claimed>> claims =
        names.stream()
            .map(name -> gateway.engine().claim(claim(name)).toCompletableFuture())
            .toList();
    List<CompletableFuture<Boolean>> releases = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      var granted = (Claimed.Granted) claims.get(i).join();
      ClientId id = new ClientId(names.get(i));
      if (Integer.parseInt(names.get(i).substring(4)) < attached) {
        attach(gateway.sessions(), id.value(), "198.18.0.1", granted);
      } else {
        Disconnect fin = Disconnect.of(DisconnectReason.FIN, "");
        var release =
            new Release(
                id,
                Optional.empty(),
                granted.sessionId(),
                granted.epoch(),
                granted.connection(),
                fin,
                Duration.ZERO);
        releases.add(gateway.engine().release(release).toCompletableFuture());
      }
    }
    releases.forEach(CompletableFuture::join);
  }

  private static Claim claim(String name) {
    return new Claim(
        new ClientId(name),
        Optional.empty(),
        Identity.DEFAULT_GROUP,
        String.format("%032x", name.hashCode()),
        OptionalLong.empty(),
        false,
        Duration.ZERO,
        new Claim.Door("tcp", "198.18.0.1:4000", "1.0"));
  }

  /** {@code name} at {@code address}, as {@code granted}. */
  static Session attach(
      SessionRegistry sessions, String name, String address, Claimed.Granted granted) {
    var login =
        new Login(
            new ClientId(name),
            "",
            "",
            "1.0",
            Duration.ZERO,
            "tcp",
            new InetSocketAddress(address, 4000));
    var attachment = sessions.attach(login, Identity.ANONYMOUS, new Line(), granted);
    return ((SessionRegistry.Attachment.Attached) attachment).session();
  }
}
