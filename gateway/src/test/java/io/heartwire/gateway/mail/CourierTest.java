package io.heartwire.gateway.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
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
import org.junit.jupiter.api.Test;

class CourierTest {
  private static final ClientId DEV = new ClientId("dev-1");

  private final VirtualTime time = new VirtualTime(Long.MAX_VALUE - 5);
  private final FakeInbox inbox = new FakeInbox();
  private final SessionRegistry sessions =
      new SessionRegistry(
          256,
          new Policies(
              Policies.Settings.of(
                  LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150)), Map.of()),
              new LivenessChecks(),
              time),
          new Disconnects(10, () -> Instant.EPOCH, time, departure -> {}),
          (session, disconnect) -> {});
  private final Courier courier =
      new Courier(inbox, sessions, () -> new Inbox.Limits(100, 1_000_000), time);
  private final List<String> sent = new ArrayList<>();
  private boolean room = true;
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

  private Session logIn() {
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

  private CompletableFuture<Outcome> send(String id) {
    Letter letter =
        new Letter(id, "news", Bytes.EMPTY, Duration.ofSeconds(10), Duration.ofHours(1));
    return courier.send(DEV, letter).toCompletableFuture();
  }

  @Test
  void whatIsNotAcknowledgedForLongIsSentAgainAndThenNotAnyMore() {
    Session session = logIn();
    CompletableFuture<Outcome> answer = send("m1");
    time.advance(Duration.ofSeconds(9));
    assertThat(answer).isNotDone();
    time.advance(Duration.ofSeconds(1));
    assertThat(answer).isCompletedWithValue(new Outcome.Queued());
    time.advance(Duration.ofSeconds(25));
    assertThat(sent).containsExactly("m1", "m1");
    courier.acknowledged(session, "m1");
    time.advance(Duration.ofMinutes(5));
    assertThat(sent).hasSize(2);
    assertThat(time.pendingTasks()).isZero();
    assertThat(courier.waitedFor()).isZero();
  }

  @Test
  void whatThereIsNoRoomForIsSentInItsTurnOnceThereIs() {
    logIn();
    room = false;
    send("m1");
    send("m2");
    time.advance(Duration.ofSeconds(1));
    room = true;
    send("m3");
    time.advance(Duration.ofSeconds(1));
    assertThat(sent).containsExactly("m1", "m2", "m3");
  }

  @Test
  void manyThatWaitAreSentInOrder() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ids.add("m" + i);
      send("m" + i);
    }
    assertThat(sent).isEmpty();
    inbox.stuck = true;
    logIn();
    send("last");
    ids.add("last");
    inbox.stuck = false;
    inbox.settle();
    assertThat(sent).isEqualTo(ids);
  }

  @Test
  void onlyTheAcknowledgementOfThePresentConnectionCounts() {
    Session first = logIn();
    CompletableFuture<Outcome> answer = send("m1");
    Session second = logIn();
    courier.acknowledged(first, "m1");
    assertThat(answer).isNotDone();
    courier.acknowledged(second, "m1");
    assertThat(answer).isCompletedWithValue(new Outcome.Acked());
    assertThat(sent).containsExactly("m1", "m1");
  }

  @Test
  void severalWhoWaitForTheSameAreAllAnswered() {
    Session session = logIn();
    CompletableFuture<Outcome> one = send("m1");
    CompletableFuture<Outcome> other = send("m1");
    courier.acknowledged(session, "m1");
    assertThat(one).isCompletedWithValue(new Outcome.Acked());
    assertThat(other).isCompletedWithValue(new Outcome.Acked());
    assertThat(courier.waitedFor()).isZero();
  }

  @Test
  void whatDoesNotBecomeDurableIsNotSentAndItsSenderHearsSo() {
    logIn();
    inbox.stuck = true;
    CompletableFuture<Outcome> answer = send("m1");
    time.advance(Duration.ofSeconds(27));
    assertThat(answer).isNotDone();
    time.advance(Duration.ofSeconds(1));
    assertThat(answer).isCompletedExceptionally();
    assertThat(sent).isEmpty();
  }

  @Test
  void nothingIsKeptOfClientsThatHaveLeft() {
    Session older = logIn();
    send("m1");
    Session newer = logIn();
    assertThat(courier.routes()).isEqualTo(1);
    courier.left(older.clientId());
    assertThat(courier.routes()).as("the newer one is there").isEqualTo(1);
    sessions.detach(newer, Disconnect.of(DisconnectReason.FIN, ""));
    courier.left(newer.clientId());
    assertThat(courier.routes()).isZero();
    time.advance(Duration.ofMinutes(5));
    assertThat(time.pendingTasks()).isZero();
  }
}
