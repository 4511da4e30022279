package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.cluster.Peer;
import io.heartwire.gateway.cluster.PeerAwayException;
import io.heartwire.gateway.cluster.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two engines on one Redis know of each other, and say. */
@Tag("redis")
class RedisPeersTest {
  @TempDir static Path dir;
  private static RedisServer server;
  private final RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));
  private RedisEngine a;
  private RedisEngine b;

  @BeforeAll
  static void startServer() throws IOException {
    server = RedisServer.start(dir);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void start() {
    a = rig.open("gw-a", InstantSource.system(), 100);
    b = rig.open("gw-b", InstantSource.system(), 100);
    await(() -> names(a).equals(List.of("gw-a", "gw-b")));
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
  }

  private static List<String> names(RedisEngine of) {
    return of.peers().live().stream().map(Peer::node).toList();
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - until).as("still waiting").isNegative();
      Thread.onSpinWait();
    }
  }

  private static String answer(CompletionStage<String> asked) {
    return asked.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void eachTellsTheOthersOfItselfAndIsAnsweredByThem() {
    b.peers().describe("clients", () -> "17");
    b.peers().describe("novel", () -> "x".repeat(300));
    b.peers().describe("broken", () -> List.<String>of().get(0));
    b.peers().refresh();
    await(() -> fact(a, "gw-b", "clients").equals("17"));
    assertThat(fact(a, "gw-b", "novel")).isEmpty();
    assertThat(fact(a, "gw-b", "broken")).isEmpty();

    b.peers()
        .onAsked(
            "kick", (from, words) -> CompletableFuture.completedFuture(from + " kicks " + words));
    assertThat(answer(a.peers().ask("gw-b", "kick", "dev-1 \"ü\n")))
        .isEqualTo("gw-a kicks dev-1 \"ü\n");
    assertThat(answer(b.peers().ask("gw-b", "kick", "dev-2"))).isEqualTo("gw-b kicks dev-2");
    assertThat(a.peers().traffic()).isEqualTo(new Peers.Traffic(1, 0, 0, 0));
    assertThat(b.peers().traffic()).isEqualTo(new Peers.Traffic(1, 0, 2, 0));
  }

  private static String fact(RedisEngine of, String node, String key) {
    return of.peers().live().stream()
        .filter(peer -> peer.node().equals(node))
        .map(peer -> peer.fact(key))
        .findAny()
        .orElse("");
  }

  @Test
  void whatIsToldToAllReachesTheOthersOnly() throws InterruptedException {
    BlockingQueue<String> heard = new ArrayBlockingQueue<>(10);
    for (RedisEngine node : List.of(a, b)) {
      node.peers()
          .onAsked(
              "news",
              (from, words) -> {
                heard.add(node.peers().self() + " hears " + words + " from " + from);
                return CompletableFuture.completedFuture("");
              });
    }
    a.peers().tellOthers("news", "one");
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("gw-b hears one from gw-a");
    b.peers().tellOthers("news", "two");
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("gw-a hears two from gw-b");
    assertThat(heard).isEmpty();
  }

  @Test
  void whoDoesNotAnswerIsNamedWithTheReason() {
    assertThatThrownBy(() -> answer(a.peers().ask("gw-z", "kick", "")))
        .cause()
        .isInstanceOf(PeerAwayException.class)
        .hasMessage("there is no gateway gw-z; there are gw-a, gw-b");
    assertThatThrownBy(() -> answer(a.peers().ask("gw-b", "dance", "")))
        .cause()
        .hasMessageContaining("gw-b knows nothing of dance, of which gw-a asks");
    b.peers().onAsked("sleep", (from, words) -> new CompletableFuture<>());
    assertThatThrownBy(() -> answer(a.peers().ask("gw-b", "sleep", "")))
        .cause()
        .isInstanceOf(PeerAwayException.class)
        .hasMessageContaining("gateway gw-b did not answer within 5000 ms");
    assertThat(a.peers().traffic().unanswered()).isEqualTo(3);
    b.close();
    await(() -> names(a).equals(List.of("gw-a")));
  }
}
