package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.client.ClientState.Closed;
import io.heartwire.client.ClientState.Connecting;
import io.heartwire.client.ClientState.Online;
import io.heartwire.client.ClientState.Waiting;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.local.LocalServerChannel;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClientSessionTest extends ClientBench {
  @BeforeEach
  void start() {
    listen();
  }

  @Test
  void logsInAndSaysSo() {
    HeartwireClient client =
        connected(
            builder()
                .user("ada")
                .credential("secret")
                .version("sensor/3.1")
                .interval(Duration.ofSeconds(9)));
    Frame.Hello hello = server.hellos.get(0);
    assertThat(hello.clientId()).isEqualTo("device-1");
    assertThat(hello.user()).isEqualTo("ada");
    assertThat(hello.credential()).isEqualTo("secret");
    assertThat(hello.clientVersion()).isEqualTo("sensor/3.1");
    assertThat(hello.wishedIntervalMs()).isEqualTo(9_000);
    assertThat(states).hasSize(2);
    assertThat(states.get(0)).isEqualTo(new Connecting(1));
    Online online = (Online) client.state();
    assertThat(online.sessionId()).isEqualTo("s-1");
    assertThat(online.epoch()).isEqualTo(7);
    assertThat(online.interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(online.since()).isBefore(Instant.ofEpochSecond(2));
  }

  // trap 46
  @Test
  void doesNotFightForItsPlaceWhenTakenOver() {
    HeartwireClient client = connected(builder());
    server.say(FakeServer.goodbye(CloseCode.TAKEN_OVER));
    advance(Duration.ofMinutes(10));
    assertThat(server.connections).hasSize(1);
    assertThat(client.state()).isInstanceOf(Closed.class);
    assertThat(why(client.state()).reason()).isEqualTo(DisconnectReason.TAKEN_OVER);
    client.wake();
    client.connect();
    advance(Duration.ofMinutes(10));
    assertThat(server.connections).hasSize(1);
    assertThat(loop.timersLeft()).isZero();
  }

  // trap 46
  @ParameterizedTest
  @EnumSource(CloseCode.class)
  void obeysEveryCloseCode(CloseCode code) {
    HeartwireClient client = connected(builder());
    server.say(FakeServer.goodbye(code));
    advance(Duration.ofSeconds(4));
    int after4Seconds = server.connections.size();
    advance(Duration.ofSeconds(60));
    int after1Minute = server.connections.size();
    switch (code.advice()) {
      case RECONNECT -> assertThat(after4Seconds).isEqualTo(2);
      case RECONNECT_LATER -> {
        assertThat(after4Seconds).isEqualTo(1);
        assertThat(after1Minute).isEqualTo(2);
      }
      default -> {
        assertThat(after1Minute).isEqualTo(1);
        assertThat(client.state()).isInstanceOf(Closed.class);
      }
    }
  }

  // trap 46
  @Test
  void waitsForANewCredentialWhenItsOwnIsRefused() {
    server.login =
        hello ->
            hello.credential().equals("new")
                ? FakeServer.welcome(5_000)
                : FakeServer.goodbye(CloseCode.AUTHENTICATION_FAILED);
    HeartwireClient client = connected(builder().credential("old"));
    advance(Duration.ofMinutes(10));
    assertThat(server.hellos).hasSize(1);
    assertThat(client.state()).isInstanceOf(Closed.class);
    assertThat(((Closed) client.state()).credentialWanted()).isTrue();
    CompletionStage<Void> kept = client.deliver("reading", Bytes.EMPTY);
    client.credential("new");
    advance(Duration.ofSeconds(2));
    assertThat(client.state()).isInstanceOf(Online.class);
    assertThat(kept.toCompletableFuture()).isCompleted();
  }

  @Test
  void comesBackWhenAndWhereTheServerSays() {
    FakeServer other = new FakeServer();
    other.listen(loop, LocalServerChannel.class, address("other"));
    connected(builder());
    server.say(FakeServer.goodbye(DisconnectReason.SHUTDOWN, 20_000, "other:1", "nonsense"));
    advance(Duration.ofSeconds(19));
    Waiting waiting = (Waiting) states.get(states.size() - 1);
    assertThat(waiting.until()).isBetween(Instant.ofEpochSecond(20), Instant.ofEpochSecond(23));
    assertThat(other.hellos).isEmpty();
    advance(Duration.ofSeconds(3));
    assertThat(other.hellos).hasSize(1);
    assertThat(other.hellos.get(0).lastDisconnect().orElseThrow().cause()).isEqualTo("4101");
    other.close();
  }

  @Test
  void anIdleClientThatIsDrainedLeavesAndComesBackAtItsHint() { // trap 54
    connected(builder());
    advance(Duration.ofMinutes(1));
    server.say(FakeServer.goodbye(DisconnectReason.DRAINED, 40_000));
    advance(Duration.ofMillis(10));
    assertThat(server.last().isActive()).isFalse();
    assertThat(states.get(states.size() - 1)).isInstanceOf(Waiting.class);
    advance(Duration.ofMillis(39_900));
    assertThat(server.hellos).hasSize(1);
    advance(Duration.ofSeconds(2));
    assertThat(server.hellos).hasSize(2);
    assertThat(server.hellos.get(1).lastDisconnect().orElseThrow().cause()).isEqualTo("4109");
  }

  @Test
  void comesBackWhenItHasSomethingToSayAfterItWasSentAwayForSilence() {
    HeartwireClient client = connected(builder());
    server.say(FakeServer.goodbye(CloseCode.IDLE));
    advance(Duration.ofSeconds(5));
    assertThat(server.connections).hasSize(1);
    client.send("reading", Bytes.utf8("21.5"));
    advance(Duration.ofSeconds(2));
    assertThat(server.messages).hasSize(1);
  }

  @Test
  void leavesAServerThatTalksGarbage() {
    connected(builder());
    server
        .last()
        .pipeline()
        .firstContext()
        .writeAndFlush(Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1, -1, -1, -1}));
    advance(Duration.ofSeconds(5));
    assertThat(server.connections.get(0).isOpen()).isFalse();
    assertThat(server.hellos).hasSize(2);
    assertThat(server.hellos.get(1).lastDisconnect().orElseThrow().cause())
        .isEqualTo("MALFORMED_FRAME");
  }

  // trap 40
  @Test
  void countsAConnectionWithoutAWelcomeAsAFailedAttempt() {
    server.login = hello -> null;
    HeartwireClient client = connected(builder());
    advance(Duration.ofSeconds(10));
    assertThat(server.connections.get(0).isOpen()).isFalse();
    assertThat(client.counters().sessions()).isZero();
    assertThat(client.send("reading", Bytes.EMPTY)).isTrue();
    assertThat(server.messages).isEmpty();
  }

  // trap 36
  @Test
  void saysGoodbyeOnceWhenClosed() {
    HeartwireClient client = connected(builder());
    client.closeAsync();
    CompletionStage<Void> closed = client.closeAsync();
    advance(Duration.ofMillis(100));
    assertThat(closed.toCompletableFuture()).isCompleted();
    assertThat(server.goodbyes).hasSize(1);
    assertThat(server.goodbyes.get(0).code()).isEqualTo(CloseCode.GOODBYE);
    assertThat(states).filteredOn(Closed.class::isInstance).hasSize(1);
    advance(Duration.ofMinutes(10));
    assertThat(server.connections).hasSize(1);
    assertThat(server.last().isOpen()).isFalse();
    assertThat(loop.timersLeft()).isZero();
    client.close();
  }

  // trap 36
  @Test
  void closesInEveryMomentOfConnecting() {
    for (int ms = 0; ms < 1_200; ms += 50) {
      states.clear();
      HeartwireClient client = builder("device-" + ms).connect();
      advance(Duration.ofMillis(ms));
      CompletionStage<Void> closed = client.closeAsync();
      advance(Duration.ofSeconds(2));
      assertThat(closed.toCompletableFuture()).as("closed after %d ms", ms).isCompleted();
      assertThat(states).filteredOn(Closed.class::isInstance).hasSize(1);
    }
    assertThat(server.connections).noneMatch(Channel::isOpen);
    advance(Duration.ofMinutes(1));
    assertThat(loop.timersLeft()).isZero();
  }

  // trap 36
  @Test
  void closesAlthoughTheGoodbyeCannotLeave() {
    HeartwireClient client = connected(builder());
    Clogged.clogged = true;
    CompletionStage<Void> closed = client.closeAsync();
    advance(Duration.ofMillis(1_100));
    assertThat(closed.toCompletableFuture()).isCompleted();
    assertThat(client.state()).isInstanceOf(Closed.class);
  }

  @Test
  void comesBackThroughAServerThatIsAwayForAnHour() {
    HeartwireClient client = connected(builder());
    server.close();
    advance(Duration.ofMinutes(60));
    assertThat(client.state()).isNotInstanceOf(Closed.class);
    listen();
    advance(Duration.ofSeconds(62));
    assertThat(client.state()).isInstanceOf(Online.class);
    assertThat(lookups.size()).isBetween(60, 601);
  }

  @Test
  void ignoresFramesOfLaterVersionsAndASecondWelcome() {
    HeartwireClient client = connected(builder());
    server.say(FakeServer.welcome(100));
    server.say(new Frame.Ack("never asked"));
    advance(Duration.ofSeconds(30));
    assertThat(client.state()).isInstanceOf(Online.class);
    assertThat(client.counters().sessions()).isEqualTo(1);
    assertThat(server.pings.size()).isLessThan(15);
  }

  @Test
  void refusesToBeBuiltWithoutANameOrWithABadOne() {
    assertThatThrownBy(() -> HeartwireClient.builder("gw:1").build())
        .hasMessageContaining("clientId");
    assertThatThrownBy(() -> builder("with space")).hasMessageContaining("U+0020");
    assertThatThrownBy(() -> builder().credential("x".repeat(9_000)).build())
        .hasMessageContaining("8192");
    assertThatThrownBy(() -> builder().outbox(0, 1)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> ClientGroup.builder().threads(0)).hasMessageContaining("at least 1");
  }

  // trap 51
  @Test
  void hasNoStaticState() throws Exception {
    for (Class<?> type :
        new Class<?>[] {
          HeartwireClient.class,
          ClientLoop.class,
          ClientGroup.class,
          SessionHandler.class,
          Outbox.class,
          Callbacks.class,
          StatusPoll.class,
          WriteWatchdog.class,
          Endings.class
        }) {
      for (Field field : type.getDeclaredFields()) {
        boolean mutable =
            Modifier.isStatic(field.getModifiers()) && !Modifier.isFinal(field.getModifiers());
        assertThat(mutable).as("%s", field).isFalse();
      }
    }
  }

  // trap 51
  @Test
  void livesOnWhenAnotherClientOfItsGroupIsClosed() {
    HeartwireClient one = connected(builder("device-1"));
    HeartwireClient two = connected(builder("device-2"));
    one.closeAsync();
    advance(Duration.ofMinutes(1));
    assertThat(two.state()).isInstanceOf(Online.class);
    assertThat(server.last().isOpen()).isTrue();
  }

  @Test
  void leaksNoTimerInTwentyFourHours() {
    HeartwireClient client = builder().connect();
    advance(Duration.ofMinutes(1));
    int timers = loop.timersLeft();
    for (int hour = 0; hour < 24; hour++) {
      loop.advance(Duration.ofHours(1), Duration.ofMillis(100));
      runCallbacks();
      server.pings.clear();
      assertThat(loop.timersLeft()).as("hour %d", hour).isLessThanOrEqualTo(timers);
      assertThat(callbacks).isEmpty();
      assertThat(client.state()).isInstanceOf(Online.class);
    }
    assertThat(server.connections).hasSize(1);
  }

  @Test
  void leaksNothingOfAThousandSessionsOfOneClient() {
    builder().connect();
    advance(Duration.ofSeconds(2));
    int timers = loop.timersLeft();
    for (int i = 0; i < 1_000; i++) {
      server.say(FakeServer.goodbye(DisconnectReason.BUSY, 100));
      loop.advance(Duration.ofSeconds(7));
      runCallbacks();
    }
    advance(Duration.ofMinutes(1));
    assertThat(server.hellos).hasSize(1_001);
    assertThat(server.connections.stream().filter(Channel::isOpen)).hasSize(1);
    assertThat(loop.timersLeft()).isLessThanOrEqualTo(timers + 1);
    assertThat(group.heartbeats().stats()).hasSize(1);
    assertThat(group.heartbeats().stats().get(0).connections()).isEqualTo(1);
  }
}
