package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessState;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Asking a loop about all of its peers. */
class LoopRollCallTest {
  private static final int PEERS = 2_500;
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(10), Duration.ofSeconds(40));
  private static final LocalAddress ADDRESS = new LocalAddress(LoopRollCallTest.class);

  private final VirtualLoop loop = new VirtualLoop();
  private final Heartbeats heartbeats = Heartbeats.builder().build();
  private int asked;

  private void connect() {
    new ServerBootstrap()
        .group(loop)
        .channel(LocalServerChannel.class)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel ch) {
                ch.pipeline().addLast(heartbeats.handler(new BytePings(), POLICY));
              }
            })
        .bind(ADDRESS);
    loop.settle();
    Bootstrap silent =
        new Bootstrap()
            .group(loop)
            .channel(LocalChannel.class)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel ch) {}
                });
    for (int i = 0; i < PEERS; i++) {
      silent.connect(ADDRESS);
      loop.settle();
    }
  }

  @Test
  void tellsOfEachPeerOnceAndServesItsConnectionsInBetween() {
    connect();
    loop.advance(Duration.ofSeconds(2));

    CompletableFuture<List<PeerSilence<Channel>>> answer =
        heartbeats.silences(this::counted).get(0);
    loop.runNow();
    assertThat(answer).isNotDone();
    assertThat(asked).isLessThanOrEqualTo(LoopRollCall.AT_ONCE);
    loop.settle();

    List<PeerSilence<Channel>> all = answer.join();
    assertThat(all).hasSize(PEERS);
    assertThat(new HashSet<>(all.stream().map(PeerSilence::peer).toList())).hasSize(PEERS);
    assertThat(all).allMatch(it -> it.state() == LivenessState.ALIVE);
    assertThat(all).allMatch(it -> it.silenceMs() >= 1_500 && it.silenceMs() <= 2_500);
  }

  private Optional<Channel> counted(Channel channel) {
    asked++;
    return Optional.of(channel);
  }
}
