package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.cluster.SavedTarget;
import io.heartwire.gateway.cluster.SharedSetting;
import io.heartwire.gateway.cluster.SharedSetting.Kind;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.lang.Thread.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was set at one gateway is in force at all, also at one that was not there. */
@Tag("redis")
class SettingsOfAllTest {
  private static final NodeLease.Times QUICK =
      new NodeLease.Times(1_500, 300, 1_000, 1_500, 3_000, 500);

  @TempDir static Path dir;
  private static RedisServer server;
  private final RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));
  private Detour way;
  private RedisEngine a;
  private RedisEngine b;
  private final AtomicReference<List<SharedSetting>> ofA = new AtomicReference<>(List.of());
  private final AtomicReference<List<SharedSetting>> ofB = new AtomicReference<>(List.of());

  @BeforeAll
  static void startServer() throws IOException {
    server = RedisServer.start(dir);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void start() throws IOException {
    way = Detour.to(server.port);
    a = rig.open("gw-a", server.url(), QUICK);
    b = rig.open("gw-b", way.url(), QUICK);
    a.settings().follow(ofA::set);
    b.settings().follow(ofB::set);
  }

  @AfterEach
  void stop() {
    way.block(false);
    a.close();
    b.close();
    way.close();
  }

  private static SharedSetting check(String name, boolean enabled) {
    return SharedSetting.lasting(
        Kind.CHECK, "client " + name, Map.of("enabled", Boolean.toString(enabled)));
  }

  private static <T> T of(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static String names(AtomicReference<List<SharedSetting>> known) {
    var names = new TreeSet<String>();
    known.get().forEach(it -> names.add(it.kind().word() + " " + it.name()));
    return String.join(", ", names);
  }

  private static void await(AtomicReference<List<SharedSetting>> known, String names) {
    RedisServer.await(names, () -> names(known).equals(names));
  }

  private void inRedis(Consumer<RedisCommands<String, String>> what) {
    RedisClient client = RedisClient.create(server.url());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      what.accept(connection.sync());
    } finally {
      client.shutdown(0, 0, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void whoeverIsThereOrStartsLaterHasWhatIsSetAndForAsLongAsItIs() {
    of(a.settings().put(check("dev-1", false)));
    of(a.settings().put(check("dev-2", true)));
    of(a.saveTarget(new SavedTarget("plc", Map.of("address", "10.0.0.9:22"))));
    of(
        a.settings()
            .put(
                new SharedSetting(
                    Kind.HOLD, "7", Map.of("by", "10.0.0.1"), Optional.of(Duration.ofHours(1)))));
    of(
        a.settings()
            .put(
                new SharedSetting(
                    Kind.HOLD, "8", Map.of("by", "x"), Optional.of(Duration.ofMillis(50)))));
    assertThat(of(a.settings().remove(Kind.CHECK, "client dev-2"))).isTrue();
    assertThat(of(a.settings().remove(Kind.CHECK, "client dev-2"))).isFalse();
    String all = "check client dev-1, hold 7, target plc";
    await(ofB, all);

    RedisEngine late = rig.open("gw-c", server.url(), QUICK);
    try {
      assertThat(late.targets())
          .containsExactly(new SavedTarget("plc", Map.of("address", "10.0.0.9:22")));
      AtomicReference<List<SharedSetting>> ofLate = new AtomicReference<>(List.of());
      late.settings().follow(ofLate::set);
      assertThat(names(ofLate)).as("at once").isEqualTo(all);
      SharedSetting hold =
          ofLate.get().stream().filter(it -> it.kind() == Kind.HOLD).findFirst().orElseThrow();
      assertThat(hold.text("by")).isEqualTo("10.0.0.1");
      assertThat(hold.left().orElseThrow())
          .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
      of(late.forgetTarget("plc"));
      await(ofA, "check client dev-1, hold 7");
      assertThat(a.targets()).isEmpty();
    } finally {
      late.close();
    }
  }

  @Test
  void whoWasCutOffTakesOverWhatWasSetAndLosesWhatWasRemovedMeanwhile() {
    of(a.settings().put(check("stays", false)));
    of(a.settings().put(check("goes", false)));
    of(a.settings().put(check("changes", false)));
    await(ofB, "check client changes, check client goes, check client stays");
    way.block(true);
    RedisServer.await("that it notices", () -> b.standing().detached());
    of(a.settings().remove(Kind.CHECK, "client goes"));
    of(a.settings().put(check("changes", true)));
    of(a.settings().put(check("comes", true)));
    assertThat(names(ofB)).contains("goes");
    way.block(false);

    await(ofB, "check client changes, check client comes, check client stays");
    assertThat(ofB.get()).contains(check("changes", true), check("stays", false));
  }

  @Test
  void nothingOfBeforeAChangeIsToldAfterIt() {
    of(a.settings().put(check("before", false)));
    await(ofB, "check client before");
    List<String> told = new CopyOnWriteArrayList<>();
    way.block(true);
    var looking =
        new Thread(
            () ->
                b.settings()
                    .follow(
                        all -> {
                          ofB.set(all);
                          told.add(names(ofB));
                        }));
    looking.start();
    RedisServer.await(
        "that it waits for Redis",
        () ->
            EnumSet.of(State.WAITING, State.TIMED_WAITING, State.BLOCKED)
                .contains(looking.getState()));
    CompletionStage<Boolean> put = b.settings().change(() -> b.settings().put(check("mine", true)));
    way.block(false);
    of(put);

    await(ofA, "check client before, check client mine");
    RedisServer.await("that it is told", () -> !told.isEmpty());
    assertThat(told).containsOnly("check client before, check client mine");
  }

  @Test
  void whatRedisHasLostIsRestoredBeforeAnythingElseIsSet() {
    of(a.settings().put(check("before", false)));
    of(a.settings().put(check("removed", false)));
    of(a.settings().remove(Kind.CHECK, "client removed"));
    await(ofA, "check client before");
    await(ofB, "check client before");
    String settings = rig.prefix() + "{log}:settings";
    String settled = rig.prefix() + "{log}:settled";
    // A replica that lagged behind: it knows neither, and what was removed is there.
    inRedis(
        redis -> {
          redis.multi();
          redis.del(settings);
          redis.set(settled, "5");
          redis.hset(settings, "check client removed", "0 {\"enabled\":\"false\"}");
          redis.exec();
        });
    of(a.settings().put(check("since", true)));

    await(ofA, "check client before, check client since");
    await(ofB, "check client before, check client since");
    inRedis(redis -> assertThat(redis.hkeys(settings)).hasSize(2));
  }

  @Test
  void whatCouldNotBeKeptIsToldToBeGoneOnceRedisIsThere() {
    of(a.settings().put(check("kept", false)));
    await(ofB, "check client kept");
    way.block(true);
    CompletionStage<Boolean> lost =
        b.settings()
            .change(
                () -> {
                  ofB.set(List.of(check("kept", false), check("mine", true)));
                  return b.settings().put(check("mine", true));
                });
    RedisServer.await("that it fails", () -> lost.toCompletableFuture().isCompletedExceptionally());
    // What was under way is not to arrive after all.
    way.leadTo(server.port);
    way.block(false);

    await(ofB, "check client kept");
  }
}
