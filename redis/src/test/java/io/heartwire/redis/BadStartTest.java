package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.heartwire.gateway.cluster.ClusterEngineFactory;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What is wrong is said in one sentence at the start, and leaves nothing behind in Redis. */
@Tag("redis")
class BadStartTest {
  @TempDir static Path dir;
  private static RedisServer server;
  private final RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
  private final Logger log = (Logger) LoggerFactory.getLogger("io.heartwire.redis");

  @BeforeAll
  static void startServer() throws IOException {
    server = RedisServer.start(dir);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void listen() {
    heard.start();
    log.addAppender(heard);
  }

  @AfterEach
  void listenNoMore() {
    log.detachAppender(heard);
  }

  private List<String> warnings() {
    return heard.list.stream()
        .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static void inRedis(Consumer<RedisCommands<String, String>> what) {
    RedisClient client = RedisClient.create(server.url());
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      what.accept(connection.sync());
    } finally {
      client.shutdown();
    }
  }

  /** Named {@code name}, whose password is 'secret'. */
  private static void user(String name, String... rules) {
    List<String> words = new ArrayList<>(List.of("acl", "setuser", name, "reset", "on", ">secret"));
    words.addAll(List.of(rules));
    assertThat(RedisCluster.ask(server, words.toArray(String[]::new))).contains("OK");
  }

  private void assertNothingIsLeft() {
    inRedis(redis -> assertThat(redis.keys(rig.prefix() + "*")).isEmpty());
  }

  @Test
  void aGoodStartWarnsOfNothing() {
    rig.open("gw-a", InstantSource.system(), 100).close();
    rig.open("gw-a", InstantSource.system(), 100).close();

    assertThat(warnings()).isEmpty();
    inRedis(redis -> assertThat(redis.keys(rig.prefix() + "*trial*")).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"xadd", "zrangebylex", "hscan", "publish", "memory", "evalsha", "get"})
  void aUserWhoMayNotDoWhatIsNeededIsToldBeforeAnythingIsWritten(String command) {
    user("ann", "~*", "&*", "+@all", "-" + command);
    String url = "redis://ann:secret@127.0.0.1:" + server.port;

    assertThatThrownBy(() -> rig.openAsPeopleDo("gw-a", url))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("127.0.0.1:" + server.port, command, "give its user all commands")
        .hasMessageNotContaining("secret")
        .extracting(e -> e.getMessage().lines().count())
        .isEqualTo(1L);
    assertNothingIsLeft();
  }

  @Test
  void aUserOfOtherKeysIsToldSo() {
    user("bob", "~other:*", "&*", "+@all");

    assertThatThrownBy(
            () -> rig.openAsPeopleDo("gw-a", "redis://bob:secret@127.0.0.1:" + server.port))
        .hasMessageContainingAll("give its user all commands on the keys", "redis.prefix");
    assertNothingIsLeft();
  }

  @Test
  void aUserOfThisPrefixOnlyIsEnough() {
    user("cat", "~" + rig.prefix() + "*", "&" + rig.prefix() + "*", "+@all");

    rig.openAsPeopleDo("gw-a", "redis://cat:secret@127.0.0.1:" + server.port).close();
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aWrongPasswordIsNamedAndNotShown() {
    assertThatThrownBy(
            () -> rig.openAsPeopleDo("gw-a", "redis://eve:secret@127.0.0.1:" + server.port))
        .hasMessageContainingAll("127.0.0.1:" + server.port, "WRONGPASS")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aClockThatIsWrongByAMinuteIsWarnedOf() {
    InstantSource ahead = () -> InstantSource.system().instant().plusSeconds(60);
    rig.open("gw-a", ahead, 100).close();
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("60.", "s ahead of that of Redis", "NTP");

    heard.list.clear();
    InstantSource behind = () -> InstantSource.system().instant().minusSeconds(60);
    rig.open("gw-a", behind, 100).close();
    assertThat(warnings()).singleElement().asString().contains("s behind that of Redis");
  }

  @Test
  void asManyAsHaveTheSameNameAreWarnedOfEachOther() {
    RedisEngine first = rig.open("gw-a", InstantSource.system(), 100);
    RedisEngine second = rig.open("gw-a", InstantSource.system(), 100);
    assertThat(warnings())
        .first()
        .asString()
        .contains("gateway called gw-a has a lease", "name of its own (node)");
    RedisServer.await(
        "that the first one says so, too",
        () -> warnings().stream().anyMatch(it -> it.contains("has taken this one's place")));
    first.close();
    second.close();
  }

  @Test
  void anotherPrefixThanTheOthersIsWarnedOf() {
    RedisEngine first = rig.open("gw-a", InstantSource.system(), 100);
    RedisRig mistaken =
        new RedisRig(server.url(), Duration.ofSeconds(1), "typo:", ClusterEngineFactory.Tls.PLAIN);
    mistaken.open("gw-b", InstantSource.system(), 100).close();
    assertThat(warnings())
        .singleElement()
        .asString()
        .contains("redis.prefix is typo:", rig.prefix(), "neither side knows");

    heard.list.clear();
    rig.open("gw-b", InstantSource.system(), 100).close();
    assertThat(warnings()).as("one of them").isEmpty();
    first.close();
  }

  @Test
  void whatIsLaidOutOtherwiseIsLeftAlone() {
    rig.open("gw-a", InstantSource.system(), 100).close();
    inRedis(redis -> redis.set(rig.keys().log("layout"), "1"));
    String[] before = new String[1];
    inRedis(redis -> before[0] = redis.hget(rig.keys().log("incarnations"), "gw-a"));

    assertThatThrownBy(() -> rig.open("gw-a", InstantSource.system(), 100))
        .hasMessageContainingAll("laid out as 1", "this version knows 2", "redis.prefix");
    inRedis(
        redis ->
            assertThat(redis.hget(rig.keys().log("incarnations"), "gw-a")).isEqualTo(before[0]));
  }

  @Test
  void whatSomebodyElseKeepsUnderTheSameNamesIsNotTouched() {
    inRedis(redis -> redis.set(rig.keys().log("incarnations"), "theirs"));
    assertThatThrownBy(() -> rig.open("gw-a", InstantSource.system(), 100))
        .hasMessageContainingAll("127.0.0.1:" + server.port, "WRONGTYPE");
    inRedis(redis -> assertThat(redis.get(rig.keys().log("incarnations"))).isEqualTo("theirs"));
  }

  @Test
  void aServerThatKeepsNothingOnDiskIsWarnedOf(@TempDir Path own) throws IOException {
    try (RedisServer forgetful = RedisServer.start(own, "--appendonly", "no")) {
      new RedisRig(forgetful, Duration.ofSeconds(1))
          .open("gw-a", InstantSource.system(), 100)
          .close();
      assertThat(warnings()).singleElement().asString().contains("appendonly yes");
    }
  }
}
