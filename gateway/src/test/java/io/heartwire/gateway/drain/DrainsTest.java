package io.heartwire.gateway.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.time.VirtualTime;
import io.heartwire.gateway.cluster.FakePeers;
import io.heartwire.gateway.cluster.PeerAwayException;
import io.heartwire.gateway.config.DrainConfig;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.LivenessChecks;
import io.heartwire.gateway.session.Policies;
import io.heartwire.gateway.session.SessionRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A drain that another gateway is asked for. */
class DrainsTest {
  private static final DrainConfig CONFIG = GatewayConfig.defaults().drain();

  private final VirtualTime time = new VirtualTime(0);
  private final List<FakePeers> peers = FakePeers.named("gw-a", "gw-b");
  private final Drain ofB = drain();
  private final Drains a = new Drains(peers.get(0), drain(), () -> CONFIG);
  private final Drains b = new Drains(peers.get(1), ofB, () -> CONFIG);

  private Drain drain() {
    SessionRegistry sessions =
        new SessionRegistry(
            256,
            new Policies(
                Policies.Settings.of(
                    LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150)),
                    Map.of()),
                new LivenessChecks(),
                time),
            new Disconnects(100, () -> Instant.EPOCH, time, departure -> {}),
            (session, disconnect) -> {});
    return new Drain(
        sessions,
        new Drain.Doors(() -> 0, farewells -> {}),
        Drain.Others.NONE,
        new Drain.Terms(() -> CONFIG, time, new SplittableRandom(1)));
  }

  private static Drain.Progress answer(CompletionStage<Drain.Progress> asked) {
    return asked.toCompletableFuture().join();
  }

  @Test
  void anyOfThemCanBeAskedToHaveAnotherDrainedAndToSayHowFarItIs() {
    assertThat(answer(a.progress("gw-b")).state()).isEqualTo(Drain.State.SERVING);
    assertThat(answer(a.foretell("gw-b", Drain.Pace.over(Duration.ofSeconds(7)))).time())
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(ofB.isReady()).isTrue();

    Drain.Progress begun = answer(a.begin("gw-b", Drain.Pace.over(Duration.ofSeconds(7))));
    assertThat(begun).isEqualTo(ofB.progress());
    assertThat(begun.time()).isEqualTo(Duration.ofSeconds(7));
    assertThat(begun.state()).as("nobody is attached").isEqualTo(Drain.State.ENDED);
    assertThat(answer(a.progress("gw-a")).state()).isEqualTo(Drain.State.SERVING);
    assertThat(answer(b.progress("gw-b"))).isEqualTo(begun);
  }

  @Test
  void whoIsNotThereIsNotDrained() {
    assertThat(a.knows("gw-b")).isTrue();
    peers.get(1).die();
    assertThat(a.knows("gw-b")).isFalse();
    assertThat(a.nodes()).containsExactly("gw-a");
    assertThatThrownBy(() -> answer(a.begin("gw-b", Drain.Pace.USUAL)))
        .hasCauseInstanceOf(PeerAwayException.class);
  }

  @Test
  void oneThatCannotReachTheOthersStillDrainsItself() {
    peers.get(0).die();
    assertThat(answer(a.begin("gw-a", Drain.Pace.USUAL)).state()).isEqualTo(Drain.State.ENDED);
  }
}
