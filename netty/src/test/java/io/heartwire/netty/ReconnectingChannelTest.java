package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.reconnect.Advice;
import io.heartwire.core.reconnect.Ending;
import io.heartwire.core.reconnect.Endpoint;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReconnectingChannelTest extends ReconnectBench {
  private static final Disconnect RESET = Disconnect.of(DisconnectReason.RESET, "");
  private static final Disconnect BY_USER = Disconnect.of(DisconnectReason.CLOSED_BY_USER, "");
  private static final Endpoint B = new Endpoint("b", 1);
  private static final Endpoint BLACK_HOLE = new Endpoint("black-hole", 1);

  @Test
  void comesBackWhenTheConnectionIsLost() {
    listen("a");
    started(7);
    assertThat(journal.online).hasSize(1);
    journal.channel().close();
    loop.advance(Duration.ofSeconds(4));
    assertThat(journal.online).hasSize(2);
    assertThat(journal.endings).extracting(e -> e.why().reason()).contains(DisconnectReason.FIN);
  }

  // trap 26
  @Test
  void comesBackAlthoughAHandlerSwallowsChannelInactive() {
    listen("a");
    journal.handlers.add(
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelInactive(ChannelHandlerContext ctx) {}
        });
    started(7);
    accepted.get(0).close();
    loop.advance(Duration.ofSeconds(4));
    assertThat(journal.online).hasSize(2);
  }

  // trap 39
  @Test
  void makesOneAttemptHoweverManyThingsFire() {
    listen("a");
    ReconnectingChannel client = started(7);
    int before = connects.size();
    Channel lost = journal.channel();
    lost.pipeline().fireExceptionCaught(new java.io.IOException("Connection reset by peer"));
    client.end(lost, Ending.of(RESET));
    client.end(lost, Ending.of(RESET));
    lost.close();
    accepted.get(0).close();
    client.reconnect(RESET);
    client.wake();
    client.start();
    loop.advance(Duration.ofSeconds(4));
    client.end(lost, Ending.of(RESET, Advice.DO_NOT_RETURN));
    loop.advance(Duration.ofMinutes(10));
    assertThat(connects).hasSize(before + 1);
    assertThat(journal.online).hasSize(2);
    assertThat(journal.endings).hasSize(1);
    journal.channel().close();
    loop.advance(Duration.ofSeconds(4));
    assertThat(journal.online).as("an ending of an older channel counts no more").hasSize(3);
    assertThat(journal.stops).isEmpty();
  }

  // trap 40
  @Test
  void waitsLongerForAServerThatAcceptsConnectionsAndEndsThem() {
    listen("a");
    journal.acceptsAtOnce = false;
    ReconnectingChannel client = started(7);
    for (int i = 0; i < 60; i++) {
      if (journal.current != null) {
        client.end(journal.current, Ending.of(RESET));
        journal.current = null;
      }
      loop.advance(Duration.ofSeconds(1));
    }
    assertThat(connects.size()).isBetween(3, 11);
  }

  // trap 40
  @Test
  void endsAConnectionThatIsNeverAccepted() {
    listen("a");
    journal.acceptsAtOnce = false;
    started(7);
    Channel mute = journal.current;
    loop.advance(Duration.ofSeconds(10));
    assertThat(mute.isOpen()).isFalse();
    assertThat(journal.endings.get(0).why().detail()).contains("not accepted within 10s");
    assertThat(journal.stops).isEmpty();
  }

  // trap 42
  @Test
  void spreadsTheFirstAttempt() {
    listen("a");
    for (int seed = 0; seed < 50; seed++) {
      build(seed).start();
    }
    loop.advance(Duration.ofMillis(300));
    assertThat(connects.size()).isBetween(3, 40);
    loop.advance(Duration.ofMillis(710));
    assertThat(connects).hasSize(50);
  }

  // traps 43 and 44
  @Test
  void triesASecondAddressBesideABlackHoleAfterAQuarterOfASecond() {
    listen("a");
    endpoints = List.of(BLACK_HOLE, A);
    for (int seed = 0; seed < 20; seed++) {
      ReconnectingChannel client = build(seed);
      int before = journal.online.size();
      client.start();
      loop.advance(Duration.ofMillis(1_300));
      assertThat(journal.online).as("seed %d", seed).hasSize(before + 1);
    }
    assertThat(connects).contains("black-hole", "a");
  }

  // trap 44
  @Test
  void triesOtherAddressesFirstAfterABlackHoleTimedOut() {
    endpoints = List.of(BLACK_HOLE, new Endpoint("black-hole", 2), A);
    listen("a");
    for (int seed = 0; seed < 20; seed++) {
      int before = journal.online.size();
      build(seed).start();
      loop.advance(Duration.ofSeconds(15));
      assertThat(journal.online).as("seed %d", seed).hasSize(before + 1);
    }
  }

  @Test
  void closesTheLoserOfARaceBeforeItsHandlersSeeIt() {
    listen("a");
    listen("slow");
    endpoints = List.of(new Endpoint("slow", 1), A);
    for (int seed = 0; seed < 8; seed++) {
      build(seed).start();
      loop.advance(Duration.ofSeconds(3));
    }
    assertThat(journal.activated).isEqualTo(8);
    long open = accepted.stream().filter(Channel::isOpen).count();
    assertThat(open).isEqualTo(8);
    assertThat(connects).contains("slow");
  }

  // trap 45
  @Test
  void goesOnForHoursWhenNobodyListens() {
    started(7);
    loop.advance(Duration.ofHours(1));
    assertThat(connects.size()).isGreaterThan(60);
    assertThat(journal.stops).isEmpty();
    assertThat(loop.timersLeft()).isEqualTo(1);
  }

  // traps 45 and 46
  @Test
  void endsWithAnEventWhenToldNotToReturn() {
    listen("a");
    ReconnectingChannel client = started(7);
    Disconnect takenOver = Disconnect.of(DisconnectReason.TAKEN_OVER, "");
    client.end(journal.channel(), Ending.of(takenOver, Advice.DO_NOT_RETURN));
    loop.advance(Duration.ofHours(1));
    assertThat(connects).hasSize(1);
    assertThat(journal.stops).containsExactly(takenOver);
    assertThat(loop.timersLeft()).isZero();
  }

  // trap 46
  @Test
  void goesOnWithANewCredential() {
    listen("a");
    ReconnectingChannel client = started(7);
    client.end(journal.channel(), Ending.of(RESET, Advice.RETURN_WITH_NEW_CREDENTIAL));
    loop.advance(Duration.ofHours(1));
    assertThat(connects).hasSize(1);
    client.newCredential();
    loop.advance(Duration.ofSeconds(2));
    assertThat(journal.online).hasSize(2);
  }

  @Test
  void followsAHintAndARedirect() {
    listen("a");
    listen("b");
    ReconnectingChannel client = started(7);
    client.end(
        journal.channel(),
        Ending.of(RESET).withRetryAfter(Duration.ofSeconds(20)).withEndpoints(List.of(B)));
    loop.advance(Duration.ofMillis(19_900));
    assertThat(connects).containsExactly("a");
    loop.advance(Duration.ofMillis(1_200));
    assertThat(connects).containsExactly("a", "b");
  }

  // trap 36
  @Test
  void closesOnceFromAnyState() {
    listen("a");
    endpoints = List.of(BLACK_HOLE);
    for (Duration moment :
        List.of(Duration.ZERO, Duration.ofMillis(1_100), Duration.ofSeconds(12))) {
      Journal own = new Journal();
      ReconnectingChannel client = build(7, own);
      client.start();
      loop.advance(moment);
      Future<Void> closed = client.close(BY_USER);
      client.close(BY_USER);
      loop.settle();
      assertThat(loop.timersLeft()).as("timers after a close after %s", moment).isZero();
      assertThat(closed.isSuccess()).isTrue();
      client.start();
      client.wake();
      client.newCredential();
      loop.advance(Duration.ofMinutes(2));
      assertThat(own.stops).as("closed after %s", moment).containsExactly(BY_USER);
      assertThat(own.online).isEmpty();
      assertThat(loop.timersLeft()).isZero();
    }
  }

  // trap 36
  @Test
  void closesTheConnectionItHas() {
    listen("a");
    ReconnectingChannel client = started(7);
    Channel channel = journal.channel();
    Future<Void> closed = client.close(BY_USER);
    channel.close();
    loop.advance(Duration.ofMinutes(2));
    assertThat(closed.isSuccess()).isTrue();
    assertThat(channel.isOpen()).isFalse();
    assertThat(accepted).noneMatch(Channel::isOpen);
    assertThat(journal.stops).containsExactly(BY_USER);
    assertThat(connects).hasSize(1);
    assertThat(loop.timersLeft()).isZero();
  }

  // trap 49
  @Test
  void triesSoonWhenWoken() {
    ReconnectingChannel client = started(7);
    loop.advance(Duration.ofMinutes(3));
    listen("a");
    client.wake();
    loop.advance(Duration.ofMillis(1_050));
    assertThat(journal.online).hasSize(1);
  }

  // trap 50
  @Test
  void reconnectsWhenAskedAlthoughTheChannelLooksOpen() {
    listen("a");
    ReconnectingChannel client = started(7);
    Channel halfOpen = journal.channel();
    assertThat(halfOpen.isActive()).isTrue();
    client.reconnect(Disconnect.of(DisconnectReason.NO_PONG, ""));
    loop.advance(Duration.ofSeconds(4));
    assertThat(halfOpen.isOpen()).isFalse();
    assertThat(journal.online).hasSize(2);
    assertThat(journal.channel()).isNotSameAs(halfOpen);
  }

  // trap 51
  @Test
  void sharesNothingWithAnotherClientOfTheSameLoop() {
    listen("a");
    ReconnectingChannel one = started(7);
    Channel ofOne = journal.channel();
    Journal other = new Journal();
    build(8, other).start();
    loop.advance(Duration.ofSeconds(2));
    one.end(ofOne, Ending.of(RESET, Advice.DO_NOT_RETURN));
    loop.advance(Duration.ofMinutes(1));
    assertThat(other.online).hasSize(1);
    assertThat(other.channel().isActive()).isTrue();
    assertThat(other.stops).isEmpty();
    other.channel().close();
    loop.advance(Duration.ofSeconds(4));
    assertThat(other.online).hasSize(2);
  }

  // trap 23
  @Test
  void goesOnWhenItsListenerThrows() {
    listen("a");
    journal.throwsAlways = true;
    started(7);
    assertThat(accepted).hasSize(1);
    accepted.get(0).close();
    loop.advance(Duration.ofSeconds(15));
    assertThat(accepted.size()).isGreaterThan(1);
  }

  // trap 45
  @Test
  void saysSoWhenItsEventLoopGoesAway() {
    started(7);
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    loop.settle();
    assertThat(journal.stops).hasSize(1);
    assertThat(journal.stops.get(0).detail()).contains("event loop");
  }

  @Test
  void refusesABootstrapWithoutAHandler() {
    assertThatThrownBy(
            () ->
                ReconnectingChannel.builder(
                        new Bootstrap().group(loop), EndpointSource.of("a:1"), journal)
                    .build())
        .hasMessageContaining("no handler");
  }
}
