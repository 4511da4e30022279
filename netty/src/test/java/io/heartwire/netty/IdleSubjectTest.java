package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a loop asks of those it looks at before it calls them idle. */
class IdleSubjectTest {
  @Test
  void waitsForAPeerWhoseBytesTheKernelStillHolds() { // trap 4
    Subject subject = new Subject();
    subject.unreadFor = 3;
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.pipeline().addLast(subject);

    for (int pass = 0; pass < 20; pass++) {
      channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      channel.runScheduledPendingTasks();
    }

    assertThat(subject.checks).containsExactly(false, true);
    assertThat(subject.looks).isEqualTo(4);
    channel.finishAndReleaseAll();
  }

  /** Seems idle from the first look on. */
  private static final class Subject extends IdleSubject {
    private final List<Boolean> checks = new ArrayList<>();
    private int unreadFor;
    private int looks;

    @Override
    boolean start(ChannelHandlerContext ctx, long nowNanos) {
      return true;
    }

    @Override
    boolean check(long nowNanos, boolean asked) {
      checks.add(asked);
      return true;
    }

    @Override
    boolean seemsIdle(long nowNanos) {
      return true;
    }

    @Override
    boolean hasUnreadBytes() {
      return ++looks <= unreadFor;
    }

    @Override
    long nextCheckNanos() {
      return checks.isEmpty() ? 0 : Long.MAX_VALUE / 2;
    }
  }
}
