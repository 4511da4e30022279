package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.SocketSnapshot;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.MockTicker;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How often a loop looks at its connections. */
class SweepPeriodTest {
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(1), Duration.ofSeconds(4));
  private static final LocalAddress ADDRESS = new LocalAddress(SweepPeriodTest.class);
  private static final Duration STEP = Duration.ofMillis(10);

  private final VirtualLoop loop = new VirtualLoop();
  private final Heartbeats heartbeats = Heartbeats.builder().inspector(this::costly).build();

  /** A kernel that needs 2 ms for an answer: half a sweep's period goes by in two of them. */
  private SocketSnapshot costly(Channel channel) {
    ((MockTicker) loop.ticker()).advanceMillis(2);
    return SocketSnapshot.NONE;
  }

  @Test
  void looksAsOftenWhenItsDecisionsTakeTheirTime() {
    Bootstrap silent = serverAndClient(heartbeats);

    // One more falls due in each step: every sweep from now on has something to decide.
    Set<Long> sweeps = new HashSet<>();
    for (int step = 0; step < 300; step++) {
      silent.connect(ADDRESS);
      loop.advance(STEP);
      if (step >= 200) {
        sweeps.add(heartbeats.stats().get(0).sweptAtNanos());
      }
    }

    assertThat(sweeps).hasSizeGreaterThan(60);
  }

  private Bootstrap serverAndClient(Heartbeats heartbeats) {
    new ServerBootstrap()
        .group(loop)
        .channel(LocalServerChannel.class)
        .childHandler(
            initialized(ch -> ch.pipeline().addLast(heartbeats.handler(new BytePings(), POLICY))))
        .bind(ADDRESS);
    loop.settle();
    return new Bootstrap()
        .group(loop)
        .channel(LocalChannel.class)
        .handler(initialized(ch -> assertThat(ch.isRegistered()).isTrue()));
  }

  private static ChannelInitializer<Channel> initialized(Consumer<Channel> by) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel ch) {
        by.accept(ch);
      }
    };
  }
}
