package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.client.ClientState.Online;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientOutboxTest extends ClientBench {
  @BeforeEach
  void start() {
    listen();
  }

  @Test
  void sendsWhatWasSaidBeforeItWasOnline() {
    HeartwireClient client = builder().build();
    client.send("reading", Bytes.utf8("1"));
    client.send("reading", Bytes.utf8("2"));
    assertThat(client.counters().held()).isEqualTo(2);
    client.connect();
    advance(Duration.ofSeconds(2));
    assertThat(server.messages)
        .extracting(message -> message.body().toUtf8())
        .containsExactly("1", "2");
    assertThat(client.counters().held()).isZero();
    assertThat(client.counters().sent()).isEqualTo(2);
  }

  @Test
  void deliversAgainUntilItIsAcknowledged() {
    HeartwireClient client = connected(builder());
    server.ackMessages = false;
    List<CompletableFuture<Void>> acked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      acked.add(client.deliver("reading", Bytes.utf8("" + i)).toCompletableFuture());
    }
    advance(Duration.ofMillis(100));
    server.say(new Frame.Ack(server.messages.get(1).id()));
    advance(Duration.ofMillis(100));
    server.ackMessages = true;
    server.last().close();
    CompletableFuture<Void> later =
        client.deliver("reading", Bytes.utf8("3")).toCompletableFuture();
    advance(Duration.ofSeconds(5));
    assertThat(acked).allMatch(CompletableFuture::isDone);
    assertThat(later).isCompleted();
    assertThat(server.messages)
        .extracting(message -> message.body().toUtf8())
        .containsExactly("0", "1", "2", "0", "2", "3");
    assertThat(server.messages.get(3).id()).isEqualTo(server.messages.get(0).id());
    assertThat(client.counters().held()).isZero();
    assertThat(client.counters().acked()).isEqualTo(4);
  }

  @Test
  void asksForAnAckOnlyWithAnIdThatTheAckCanName() {
    HeartwireClient client = connected(builder());
    client.send("reading", Bytes.utf8("1"));
    client.deliver("reading", Bytes.utf8("2"));
    advance(Duration.ofMillis(100));
    assertThat(server.messages)
        .hasSize(2)
        .allMatch(message -> message.ackWanted() != message.id().isEmpty());
  }

  @Test
  void sendsAgainLaterAndLaterWhatTheServerHasNoRoomFor() {
    HeartwireClient client = connected(builder());
    server.ackMessages = false;
    CompletableFuture<Void> acked =
        client.deliver("reading", Bytes.utf8("1")).toCompletableFuture();
    advance(Duration.ofMillis(100));
    refuse(Frame.Refusal.Cause.BUSY);
    advance(Duration.ofMillis(900));
    assertThat(server.messages).hasSize(1);
    advance(Duration.ofMillis(700));
    assertThat(server.messages).hasSize(2);
    refuse(Frame.Refusal.Cause.BUSY);
    advance(Duration.ofMillis(1_900));
    assertThat(server.messages).hasSize(2);
    advance(Duration.ofMillis(1_300));
    assertThat(server.messages).hasSize(3).extracting(Frame.Message::id).containsOnly(lastId());
    server.say(new Frame.Ack(lastId()));
    advance(Duration.ofMillis(100));
    assertThat(acked).isCompleted();
    assertThat(client.counters().held()).isZero();
  }

  @Test
  void sendsARefusedMessageOnceOnTheNextConnection() {
    HeartwireClient client = connected(builder());
    server.ackMessages = false;
    client.deliver("reading", Bytes.utf8("1"));
    advance(Duration.ofMillis(100));
    refuse(Frame.Refusal.Cause.BUSY);
    advance(Duration.ofMillis(10));
    server.last().close();
    advance(Duration.ofSeconds(20));
    assertThat(server.messages).hasSize(2);
    refuse(Frame.Refusal.Cause.BUSY);
    advance(Duration.ofSeconds(4));
    assertThat(server.messages).hasSize(3);
  }

  @Test
  void failsWhatTheServerCouldNotDo() {
    HeartwireClient client = connected(builder());
    server.ackMessages = false;
    CompletableFuture<Void> refused =
        client.deliver("reading", Bytes.utf8("1")).toCompletableFuture();
    advance(Duration.ofMillis(100));
    refuse(Frame.Refusal.Cause.FAILED);
    advance(Duration.ofSeconds(10));
    assertThat(refused)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(MessageRefusedException.class)
        .withMessageContaining(lastId());
    assertThat(server.messages).hasSize(1);
    assertThat(client.counters().held()).isZero();
    assertThat(client.counters().acked()).isZero();
  }

  private void refuse(Frame.Refusal.Cause cause) {
    server.say(new Frame.Refusal(lastId(), cause));
  }

  private String lastId() {
    return server.messages.get(server.messages.size() - 1).id();
  }

  @Test
  void takesNoMoreMessagesThanItHolds() {
    HeartwireClient client = builder().outbox(3, 1 << 20).build();
    for (int i = 0; i < 3; i++) {
      assertThat(client.send("reading", Bytes.EMPTY)).isTrue();
    }
    assertThat(client.send("reading", Bytes.EMPTY)).isFalse();
    assertThat(client.deliver("reading", Bytes.EMPTY))
        .isCompletedExceptionally()
        .satisfies(
            failed ->
                failed
                    .toCompletableFuture()
                    .whenComplete(
                        (none, cause) ->
                            assertThat(cause)
                                .isInstanceOf(OutboxFullException.class)
                                .hasMessageContaining("3 messages of 3")));
    assertThat(client.counters().refused()).isEqualTo(2);
    client.connect();
    advance(Duration.ofSeconds(2));
    assertThat(server.messages).hasSize(3);
    assertThat(client.send("reading", Bytes.EMPTY)).isTrue();
  }

  @Test
  void takesNoMoreBytesThanItHolds() {
    HeartwireClient client = builder().outbox(1_000, 10_000).build();
    assertThat(client.send("reading", Bytes.copyOf(new byte[9_000]))).isTrue();
    assertThat(client.send("reading", Bytes.copyOf(new byte[1_000]))).isFalse();
    assertThat(client.send("reading", Bytes.copyOf(new byte[100]))).isTrue();
    assertThat(client.counters().refused()).isEqualTo(1);
  }

  @Test
  void holdsBackWhileTheChannelTakesNoMore() {
    List<Channel> channels = new ArrayList<>();
    HeartwireClient client =
        connected(builder().outbox(1_000, 10 << 20).channelInitializer(channels::add));
    Clogged.clogged = true;
    for (int i = 0; i < 20; i++) {
      client.send("reading", Bytes.copyOf(new byte[10_000]));
    }
    advance(Duration.ofMillis(100));
    assertThat(client.counters().held()).isBetween(10, 19);
    client.send("reading", Bytes.EMPTY);
    Clogged.unclog(channels.get(0));
    advance(Duration.ofSeconds(2));
    assertThat(server.messages).hasSize(21);
  }

  @Test
  void failsWhatIsLeftWhenItIsClosed() {
    HeartwireClient client = connected(builder());
    server.ackMessages = false;
    CompletableFuture<Void> left =
        client.deliver("reading", Bytes.utf8("21.5")).toCompletableFuture();
    client.closeAsync();
    advance(Duration.ofSeconds(1));
    assertThat(server.messages).hasSize(1);
    assertThat(left).isCompletedExceptionally();
    assertThat(client.send("reading", Bytes.EMPTY)).isFalse();
    assertThat(client.deliver("reading", Bytes.EMPTY).toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(ClientClosedException.class);
  }

  @Test
  void acknowledgesAMessageWhenItsListenerReturns() {
    List<String> heard = new ArrayList<>();
    HeartwireClient client =
        connected(
            builder()
                .onMessage(
                    message -> {
                      heard.add(message.body().toUtf8());
                      if (message.id().equals("bad")) {
                        throw new IllegalArgumentException("not understood");
                      }
                    }));
    server.say(new Frame.Message("news", "good", Bytes.utf8("a"), true));
    server.say(new Frame.Message("news", "bad", Bytes.utf8("b"), true));
    server.say(new Frame.Message("news", "", Bytes.utf8("c"), false));
    loop.settle();
    assertThat(heard).isEmpty();
    assertThat(server.acks).isEmpty();
    advance(Duration.ofMillis(50));
    assertThat(heard).containsExactly("a", "b", "c");
    assertThat(server.acks).containsExactly(new Frame.Ack("good"));
    assertThat(client.counters().received()).isEqualTo(3);
  }

  // trap 30
  @Test
  void beatsOnWhileTheApplicationHangs() {
    HeartwireClient client = connected(builder());
    CompletableFuture<Void> acked = client.deliver("reading", Bytes.EMPTY).toCompletableFuture();
    for (int i = 0; i < Callbacks.MAX_WAITING + 50; i++) {
      server.say(new Frame.Message("news", "n" + i, Bytes.EMPTY, true));
    }
    loop.advance(Duration.ofMinutes(2));
    assertThat(client.state()).isInstanceOf(Online.class);
    assertThat(server.pings.size()).isGreaterThan(20);
    assertThat(callbacks).hasSize(1);
    assertThat(acked).isNotDone();
    assertThat(client.counters().dropped()).isBetween(50L, 52L);
    advance(Duration.ofSeconds(1));
    assertThat(acked).isCompleted();
    assertThat(server.acks.size()).isBetween(Callbacks.MAX_WAITING - 2, Callbacks.MAX_WAITING);
  }

  @Test
  void keepsWhatTheServerDidNotTakeWhenItSendsTheClientAway() {
    HeartwireClient client = connected(builder());
    server.ackMessages = false;
    client.deliver("reading", Bytes.utf8("21.5"));
    advance(Duration.ofMillis(50));
    server.say(FakeServer.goodbye(CloseCode.SLOW_CONSUMER));
    advance(Duration.ofSeconds(5));
    assertThat(server.messages).hasSize(2);
    assertThat(client.counters().held()).isEqualTo(1);
  }
}
