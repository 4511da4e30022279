package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Kept;
import io.heartwire.gateway.cluster.Parcel;
import io.heartwire.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that one engine keeps for the client of another one. */
@Tag("redis")
class MessagesOfTwoNodesTest {
  private static final ClientId DEV = new ClientId("plant/7");

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
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
  }

  /** What an engine tells of messages. */
  private record Heard(List<String> told) implements Inbox.Elsewhere {
    static Heard of(RedisEngine node) {
      var heard = new Heard(new CopyOnWriteArrayList<>());
      node.inbox().onElsewhere(heard);
      return heard;
    }

    @Override
    public void delivered(ClientId client, String id) {
      told.add(client + " has " + id);
    }

    @Override
    public void waits(ClientId client, long messages) {
      told.add(messages + " for " + client);
    }
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static void attach(RedisEngine node) {
    attach(node, "meters");
  }

  private static void attach(RedisEngine node, String group) {
    done(
        node.claim(
            new Claim(
                DEV,
                Optional.of("ann"),
                group,
                "00112233445566778899aabbccddeeff",
                OptionalLong.empty(),
                false,
                Duration.ofSeconds(5),
                new Claim.Door("tcp", "127.0.0.1:4711", "1.0"))));
  }

  private static Kept keep(RedisEngine node, String id) {
    return done(
        node.inbox()
            .keep(
                new Parcel(DEV, id, "news", Bytes.utf8("x"), Duration.ofHours(1)),
                new Inbox.Limits(10, 1_000)));
  }

  @Test
  void whoKeepsItLearnsWhereItsClientIsAndHearsThatItHasTakenIt() {
    attach(a);
    Heard heard = Heard.of(b);
    Kept.Held elsewhere = (Kept.Held) keep(b, "ä/ m 1");
    assertThat(elsewhere.attached()).isTrue();
    assertThat(elsewhere.elsewhere()).hasValue("gw-a");
    assertThat(((Kept.Held) keep(b, "ä/ m 1")).elsewhere()).as("asked again").hasValue("gw-a");
    assertThat(((Kept.Held) keep(a, "m2")).elsewhere()).isEmpty();
    assertThat(done(a.inbox().delivered(DEV, "ä/ m 1"))).isTrue();
    RedisServer.await("news", () -> heard.told().contains("plant/7 has ä/ m 1"));
    assertThat(heard.told()).doesNotContain("plant/7 has m2");
  }

  @Test
  void whatNobodyHasToldIsFoundAndWhatOthersHaveDeliveredIsForgotten() {
    attach(a);
    Heard heard = Heard.of(a);
    keep(b, "m1");
    RedisServer.await("what waits", () -> heard.told().contains("1 for plant/7"));
    assertThat(a.inbox().waitsFor(DEV)).isTrue();
    assertThat(b.inbox().waitsFor(DEV)).isTrue();
    assertThat(done(a.inbox().delivered(DEV, "m1"))).isTrue();
    RedisServer.await("nothing waits", () -> !b.inbox().waitsFor(DEV));
    assertThat(b.inbox().counts().waiting()).isZero();
  }

  @Test
  void theMembersOfAGroupThatAnotherNodeHasAreKnown() {
    attach(a);
    assertThat(b.inbox().attachedTo("gw-a", "meters")).containsExactly(DEV);
    assertThat(b.inbox().attachedTo("gw-a", "default")).isEmpty();
    assertThat(b.inbox().attachedTo("gw-b", "meters")).isEmpty();
    assertThat(b.find(DEV).orElseThrow().node()).hasValue("gw-a");

    // The group of those who are in no other is not written.
    attach(a, "default");
    assertThat(b.inbox().attachedTo("gw-a", "default")).containsExactly(DEV);
    assertThat(b.inbox().attachedTo("gw-a", "meters")).isEmpty();
  }
}
