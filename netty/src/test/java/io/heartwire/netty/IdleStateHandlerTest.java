package io.heartwire.netty;

import static io.netty.handler.timeout.IdleStateEvent.FIRST_ALL_IDLE_STATE_EVENT;
import static io.netty.handler.timeout.IdleStateEvent.FIRST_READER_IDLE_STATE_EVENT;
import static io.netty.handler.timeout.IdleStateEvent.FIRST_WRITER_IDLE_STATE_EVENT;
import static io.netty.handler.timeout.IdleStateEvent.READER_IDLE_STATE_EVENT;
import static io.netty.handler.timeout.IdleStateEvent.WRITER_IDLE_STATE_EVENT;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Netty's own tests of its handler ask for, and where ours must differ. */
class IdleStateHandlerTest extends IdleChannels {
  @ParameterizedTest
  @EnumSource
  void firesAFirstEventAndThenOneEachPeriod(IdleState state) {
    EmbeddedChannel channel = frozen(watching(state));

    for (int i = 0; i < 3; i++) {
      pass(channel, 1, SECONDS);
    }

    assertThat(events).containsExactly(firstOf(state), laterOf(state), laterOf(state));
    channel.finishAndReleaseAll();
  }

  @Test
  void waitsAFullPeriodAfterARead() {
    staysQuietAfter(
        watching(IdleState.READER_IDLE),
        channel -> channel.writeInbound("hello"),
        FIRST_READER_IDLE_STATE_EVENT);
    staysQuietAfter(
        watching(IdleState.ALL_IDLE),
        channel -> channel.writeInbound("hello"),
        FIRST_ALL_IDLE_STATE_EVENT);
  }

  @Test
  void waitsAFullPeriodAfterAWrite() {
    staysQuietAfter(
        watching(IdleState.WRITER_IDLE),
        channel -> channel.writeAndFlush("hello"),
        FIRST_WRITER_IDLE_STATE_EVENT);
    staysQuietAfter(
        watching(IdleState.ALL_IDLE),
        channel -> channel.writeAndFlush("hello"),
        FIRST_ALL_IDLE_STATE_EVENT);
  }

  @Test
  void waitsAFullPeriodAfterAReset() {
    IdleStateHandler reader = watching(IdleState.READER_IDLE);
    staysQuietAfter(reader, channel -> reader.resetReadTimeout(), FIRST_READER_IDLE_STATE_EVENT);
    IdleStateHandler writer = watching(IdleState.WRITER_IDLE);
    staysQuietAfter(writer, channel -> writer.resetWriteTimeout(), FIRST_WRITER_IDLE_STATE_EVENT);
  }

  private void staysQuietAfter(
      IdleStateHandler handler, Consumer<EmbeddedChannel> activity, Object expected) {
    events.clear();
    EmbeddedChannel channel = frozen(handler);
    pass(channel, 500_000_001, NANOSECONDS);
    activity.accept(channel);

    pass(channel, 500_000_000, NANOSECONDS);
    assertThat(events).isEmpty();

    pass(channel, 499_999_999, NANOSECONDS);
    assertThat(events).isEmpty();
    pass(channel, 1, NANOSECONDS);
    assertThat(events).containsExactly(expected);
    channel.finishAndReleaseAll();
  }

  @Test
  void callsAnIdlenessAFirstOneAgainAfterActivity() {
    EmbeddedChannel channel = frozen(new IdleStateHandler(1, 0, 0));
    pass(channel, 1, SECONDS);
    pass(channel, 1, SECONDS);

    channel.writeInbound("hello");
    pass(channel, 1, SECONDS);

    assertThat(events)
        .containsExactly(
            FIRST_READER_IDLE_STATE_EVENT, READER_IDLE_STATE_EVENT, FIRST_READER_IDLE_STATE_EVENT);
    channel.finishAndReleaseAll();
  }

  @Test
  void firesOneEventOfEachKindPerPeriodAlsoAfterALongGap() { // trap 16
    EmbeddedChannel channel = frozen(new IdleStateHandler(1, 1, 1));

    pass(channel, 10, SECONDS);

    assertThat(events)
        .containsExactlyInAnyOrder(
            FIRST_READER_IDLE_STATE_EVENT,
            FIRST_WRITER_IDLE_STATE_EVENT,
            FIRST_ALL_IDLE_STATE_EVENT);
    channel.runPendingTasks();
    assertThat(events).hasSize(3);
    channel.finishAndReleaseAll();
  }

  @Test
  void findsThePeerToWhichEveryWriteFails() { // trap 6
    EmbeddedChannel channel = frozen(new FailingWrites(), new IdleStateHandler(0, 1, 1));

    for (int i = 0; i < 50; i++) {
      pass(channel, 500, MILLISECONDS);
      assertThat(channel.writeAndFlush("lost").isSuccess()).isFalse();
    }

    assertThat(events).contains(FIRST_WRITER_IDLE_STATE_EVENT, FIRST_ALL_IDLE_STATE_EVENT);
    assertThat(events).filteredOn(WRITER_IDLE_STATE_EVENT::equals).hasSize(24);
    channel.finishAndReleaseAll();
  }

  @Test
  void seesThatAPeerIsSilentWhileWeKeepPushing() { // trap 5
    EmbeddedChannel channel = frozen(new IdleStateHandler(3, 60, 0));

    for (int i = 0; i < 30; i++) {
      channel.writeAndFlush("push");
      pass(channel, 100, MILLISECONDS);
    }

    assertThat(events).containsExactly(FIRST_READER_IDLE_STATE_EVENT);
    channel.finishAndReleaseAll();
  }

  @Test
  void doesNotNeedReadComplete() { // trap 7
    EmbeddedChannel channel = frozen(new IdleStateHandler(1, 0, 0));
    channel.pipeline().fireChannelRead("no complete follows");

    pass(channel, 1, SECONDS);
    assertThat(events).isEmpty();
    pass(channel, 1, SECONDS);
    assertThat(events).containsExactly(FIRST_READER_IDLE_STATE_EVENT);

    for (int i = 0; i < 20; i++) {
      channel.pipeline().fireChannelRead("nor here");
      pass(channel, 900, MILLISECONDS);
    }
    assertThat(events).hasSize(1);

    pass(channel, 100, MILLISECONDS);
    assertThat(events).hasSize(2);
    channel.finishAndReleaseAll();
  }

  @Test
  void hearsThePeerBelowAHandlerThatPassesNothingOn() { // trap 13
    EmbeddedChannel channel = frozen(new IdleStateHandler(1, 0, 0), new Swallowing());

    for (int i = 0; i < 20; i++) {
      channel.writeInbound("part of a message");
      pass(channel, 900, MILLISECONDS);
    }

    assertThat(events).isEmpty();
    channel.finishAndReleaseAll();
  }

  @Test
  void putsTheReaderOffWhileReadsAreSuspendedButNotForEver() { // trap 8
    EmbeddedChannel channel = frozen(new IdleStateHandler(10, 0, 0));
    channel.writeInbound("hello");
    channel.config().setAutoRead(false);
    channel.pipeline().fireChannelReadComplete();

    pass(channel, 69, SECONDS);
    for (int i = 0; i < 6; i++) {
      pass(channel, 0, SECONDS);
    }
    assertThat(events).isEmpty();

    pass(channel, 1, SECONDS);
    assertThat(events).containsExactly(FIRST_READER_IDLE_STATE_EVENT);
    channel.finishAndReleaseAll();
  }

  @Test
  void watchesAPipelineThatAsksForEachReadItself() { // trap 8
    EmbeddedChannel channel = frozen(new IdleStateHandler(1, 0, 0));
    channel.config().setAutoRead(false);
    channel.writeInbound("hello");
    channel.read();

    pass(channel, 1, SECONDS);

    assertThat(events).containsExactly(FIRST_READER_IDLE_STATE_EVENT);
    channel.finishAndReleaseAll();
  }

  @Test
  void givesASuspendedPeerAnotherPeriodOnceReadsGoOn() { // trap 8
    EmbeddedChannel channel = frozen(new IdleStateHandler(10, 0, 0));
    channel.config().setAutoRead(false);
    channel.pipeline().fireChannelReadComplete();
    pass(channel, 15, SECONDS);

    channel.config().setAutoRead(true);
    pass(channel, 5, SECONDS);
    assertThat(events).isEmpty();

    channel.writeInbound("what had waited");
    pass(channel, 9, SECONDS);
    assertThat(events).isEmpty();
    pass(channel, 1, SECONDS);
    assertThat(events).containsExactly(FIRST_READER_IDLE_STATE_EVENT);
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITER_IDLE", "ALL_IDLE"})
  void countsProgressOfALargeWriteWhenAskedTo(IdleState state) { // trap 9
    SlowChannel channel = slow(state, true);
    channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[10_000]));
    pass(channel, 5, SECONDS);
    assertThat(events).containsExactly(firstOf(state));

    for (int i = 0; i < 9; i++) {
      pass(channel, 3, SECONDS);
      channel.writes(1_000);
      pass(channel, 2, SECONDS);
    }
    assertThat(events).hasSize(1);

    pass(channel, 5, SECONDS);
    assertThat(events).containsExactly(firstOf(state), laterOf(state));
    channel.finishAndReleaseAll();
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITER_IDLE", "ALL_IDLE"})
  void countsEachMessageOfALongQueue(IdleState state) { // trap 9
    SlowChannel channel = slow(state, true);
    for (int i = 0; i < 5; i++) {
      channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1}));
    }

    for (int i = 0; i < 4; i++) {
      pass(channel, 4, SECONDS);
      channel.writes(1);
    }
    assertThat(events).isEmpty();

    pass(channel, 4, SECONDS);
    assertThat(events).isEmpty();
    pass(channel, 1, SECONDS);
    assertThat(events).containsExactly(firstOf(state));
    channel.finishAndReleaseAll();
  }

  @Test
  void doesNotLookAtTheQueueUnlessAskedTo() {
    SlowChannel channel = slow(IdleState.WRITER_IDLE, false);
    channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[10_000]));

    for (int i = 0; i < 3; i++) {
      pass(channel, 3, SECONDS);
      channel.writes(1_000);
      pass(channel, 2, SECONDS);
    }

    assertThat(events).hasSize(3);
    channel.finishAndReleaseAll();
  }

  @Test
  void mayBeExtended() {
    EmbeddedChannel channel =
        frozen(
            new IdleStateHandler(1, 0, 0) {
              @Override
              protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event)
                  throws Exception {
                super.channelIdle(ctx, event);
                ctx.close();
              }

              @Override
              protected IdleStateEvent newIdleStateEvent(IdleState state, boolean first) {
                return new IdleStateEvent(state, first) {};
              }
            });

    pass(channel, 1, SECONDS);

    assertThat(events).singleElement().isInstanceOf(IdleStateEvent.class);
    assertThat(events.get(0)).isNotSameAs(FIRST_READER_IDLE_STATE_EVENT);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void goesOnAfterASubclassThrows() { // trap 23
    EmbeddedChannel channel =
        frozen(
            new IdleStateHandler(1, 0, 0) {
              @Override
              protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent event)
                  throws Exception {
                super.channelIdle(ctx, event);
                throw new IllegalStateException("broken listener");
              }
            });

    pass(channel, 1, SECONDS);
    pass(channel, 1, SECONDS);

    assertThat(events).hasSize(2);
    assertThat(errors).hasSize(2).allMatch(IllegalStateException.class::isInstance);
    channel.finishAndReleaseAll();
  }

  @Test
  void tellsNothingMoreAfterAListenerClosedTheChannel() {
    EmbeddedChannel channel = frozen(new IdleStateHandler(1, 1, 1), new Closing());

    pass(channel, 1, SECONDS);
    pass(channel, 5, SECONDS);

    assertThat(events).hasSize(1);
  }

  @Test
  void leavesNoTaskBehind() {
    EmbeddedChannel removed = frozen(new IdleStateHandler(1, 1, 1));
    removed.pipeline().remove(IdleStateHandler.class);
    EmbeddedChannel closed = frozen(new IdleStateHandler(1, 1, 1));
    closed.close();

    assertThat(removed.runScheduledPendingTasks()).isEqualTo(-1);
    assertThat(closed.runScheduledPendingTasks()).isEqualTo(-1);
    pass(removed, 5, SECONDS);
    assertThat(events).isEmpty();
    removed.finishAndReleaseAll();
  }

  @Test
  void armsNothingWhereNothingIsWatched() {
    EmbeddedChannel channel = frozen(new IdleStateHandler(0, 0, 0));

    assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    channel.finishAndReleaseAll();
  }

  @Test
  void letsAVoidPromiseThroughWhereWritesAreNotWatched() {
    EmbeddedChannel channel = frozen(new IdleStateHandler(1, 0, 0));

    channel.writeAndFlush("hello", channel.voidPromise());

    assertThat((Object) channel.readOutbound()).isEqualTo("hello");
    channel.finishAndReleaseAll();
  }

  @Test
  void tellsItsPeriodsInMilliseconds() {
    IdleStateHandler handler = new IdleStateHandler(1, 2, 3);

    assertThat(handler.getReaderIdleTimeInMillis()).isEqualTo(1_000);
    assertThat(handler.getWriterIdleTimeInMillis()).isEqualTo(2_000);
    assertThat(handler.getAllIdleTimeInMillis()).isEqualTo(3_000);
    assertThat(new IdleStateHandler(1, -1, 0, NANOSECONDS).getReaderIdleTimeInMillis())
        .isEqualTo(1);
  }

  @Test
  void needsNoFrozenClock() {
    EmbeddedChannel channel = new EmbeddedChannel(new IdleStateHandler(1, 0, 0), recorder());

    pass(channel, 1, SECONDS);

    assertThat(events).containsExactly(FIRST_READER_IDLE_STATE_EVENT);
    channel.finishAndReleaseAll();
  }
}
