package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
  @TempDir Path dir;

  @Test
  void readsEveryKindOfValueFromAFile() throws IOException {
    Path file =
        file(
            """
            node: gw-a
            transport: io_uring
            liveness:
              interval: PT20S
              timeout: 1m
              idle-timeout: off
              frame-deadline: 500ms
            breaker: {mode: off}
            login.existing: reject
            auth:
              tokens:
                vans: {secret: 0123456789, group: vans}
            listeners:
              tcp:
                host: 0.0.0.0
                max-frame: 128KiB
                tcp: {keep-idle: 60s, rto-max: off}
            groups:
              vans:
                timeout: 2m
                check: no
            """);

    GatewayConfig config = load(file).config();

    assertThat(config.node()).isEqualTo("gw-a");
    assertThat(config.transport()).isEqualTo(TransportChoice.IO_URING);
    assertThat(config.liveness().interval()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.policy("").timeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(config.liveness().idleTimeout()).isZero();
    assertThat(config.liveness().frameDeadline()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.breaker().mode()).isEqualTo(BreakerConfig.Mode.OFF);
    assertThat(config.login().existing()).isEqualTo(LoginConfig.Existing.REJECT);
    assertThat(config.auth().tokens())
        .containsEntry("vans", new AuthConfig.Token("0123456789", "", "vans", "*", ""));
    assertThat(config.auth().open()).isFalse();
    assertThat(config.listeners().tcp().maxFrame()).isEqualTo(new Size(131_072));
    assertThat(config.tcpKnobs().keepIdle()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config.tcpKnobs().rtoMax()).isZero();
    assertThat(config.tcpKnobs().userTimeout()).isEqualTo(Duration.ofSeconds(120 + 15));
    assertThat(config.policy("vans").timeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(config.policy("vans").check()).isFalse();
    assertThat(config.policy("other").check()).isTrue();
  }

  @Test
  void showsWhereEachValueCameFrom() throws IOException {
    Path file = file("liveness:\n  interval: 10s\n  timeout: 60s\nlogin.deadline: 5s\n");

    LoadedConfig loaded =
        ConfigLoader.load(
            Optional.of(file),
            Map.of("HEARTWIRE_LIVENESS_TIMEOUT", "90s", "HEARTWIRE_LOOPS", "2", "PATH", "/bin"),
            List.of("loops=3", "log.format=json"));

    assertThat(loaded.settings())
        .contains(
            new LoadedConfig.Setting("liveness.interval", "10s", file.toString()),
            new LoadedConfig.Setting("liveness.timeout", "90s", "HEARTWIRE_LIVENESS_TIMEOUT"),
            new LoadedConfig.Setting("loops", "3", "--set"),
            new LoadedConfig.Setting("log.format", "json", "--set"),
            new LoadedConfig.Setting("login.deadline", "5s", file.toString()),
            new LoadedConfig.Setting("auth.mode", "auto (open)", "default"),
            new LoadedConfig.Setting("listeners.tcp.tcp.user-timeout", "auto (185s)", "default"));
    assertThat(loaded.config().loops()).isEqualTo(3);
  }

  @Test
  void neverShowsASecret() throws IOException {
    Path file = file("auth.tokens.vans.secret: correct-horse\n");

    LoadedConfig loaded = load(file);

    assertThat(loaded.settings())
        .contains(
            new LoadedConfig.Setting("auth.tokens.vans.secret", "***", file.toString()),
            new LoadedConfig.Setting("auth.tokens.vans.group", "default", "default"));
    assertThat(loaded.toString()).doesNotContain("correct-horse");
  }

  @Test
  void saysWhatTheDefaultsComeTo() {
    LoadedConfig loaded = ConfigLoader.load(Optional.empty(), Map.of(), List.of());

    assertThat(loaded.consequences())
        .containsExactly(
            "a client silent for 60 s is shown as stale, after 150 s it is dead and its connection"
                + " closed, and at 160 s it is announced offline unless it has come back",
            "a lone dead client is closed after 150 s (165 s while its host still acknowledges); in"
                + " a mass event it is closed at most 80 s later than that",
            "a client sends at least one byte every 50 s and is asked, with its kernel, once it is"
                + " silent for 58 s; one that sends heartbeats and no message may stay for ever",
            "any client may log in under any name, from this machine only; a connection that has"
                + " not logged in after 10 s is closed",
            "messages of a client are handled in order, in one of 16 lanes; one that finds 1000"
                + " before it is answered busy; a handler has 30 s");
  }

  @Test
  void saysWhatOtherValuesComeTo() {
    assertThat(
            GatewayConfigTest.consequences(
                "liveness.interval",
                "1s",
                "liveness.timeout",
                "4s",
                "breaker.mode",
                "off",
                "presence.grace",
                "off"))
        .startsWith(
            "a client silent for 1.2 s is shown as stale, after 4 s it is dead and its connection"
                + " closed and its absence announced at once",
            "a lone dead client is closed after 4 s (5 s while its host still acknowledges); in a"
                + " mass event it is closed no later than that");
    assertThat(GatewayConfigTest.consequences("liveness.stale-after", "off").get(0))
        .startsWith("a client silent for 150 s is dead and its connection closed, and at 160 s");
    assertThat(
            GatewayConfigTest.consequences(
                "listeners.tcp.trust-acks", "false", "groups.vans.check", "false"))
        .contains(
            "a lone dead client is closed after 150 s (150 s while its host still acknowledges); in"
                + " a mass event it is closed at most 80 s later than that",
            "in group vans no verdict is made of silence: a dead client stays until the kernel"
                + " gives up on it, 245 s after something was sent to it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          liveness.timeout=90s | liveness.timeout (90s) must be at least twice liveness.interval (50s): raise it, or lower the interval
          liveness.timeout=soon | --set: liveness.timeout (soon) is not a time such as 500ms, 30s, 2m or 1h: write a whole number and its unit
          liveness.timeout=90 | --set: liveness.timeout (90) is not a time such as 500ms, 30s, 2m or 1h: write a whole number and its unit
          liveness.interval=50ms | liveness.interval (50ms) must be at least 100ms: raise it
          liveness.interval=off | liveness.interval (off) must be at least 100ms: raise it
          liveness.timeout=49h | liveness.timeout (49h) must be at most 2d: lower it
          liveness.wished-interval-min=50ms | liveness.wished-interval-min (50ms) must be at least 100ms: raise it
          liveness.wished-interval-max=3d | liveness.wished-interval-max (3d) must be at most 2d: lower it
          liveness.check=maybe | --set: liveness.check (maybe) is not true or false: use one of them
          breaker.hold=10m | breaker.hold (600s) must be at most 300s: lower it
          breaker.mode=hard | --set: breaker.mode (hard) is not one of hold, shadow, off: use one of them
          transport=uring | --set: transport (uring) is not one of auto, epoll, nio, io_uring: use one of them
          listeners.tcp.port=70000 | listeners.tcp.port (70000) must be at most 65535: lower it
          listeners.tcp.port=tcp | --set: listeners.tcp.port (tcp) is not a whole number: correct it
          listeners.tcp.max-frame=100 | listeners.tcp.max-frame (100B) must be at least 1KiB: raise it
          listeners.tcp.max-frame=big | --set: listeners.tcp.max-frame (big) is not a size such as 4096, 64KiB or 1MiB: write a whole number, with or without a unit
          listeners.tcp.tcp.keep-idle=10h | listeners.tcp.tcp.keep-idle (10h) must be at most 32767s: lower it
          listeners.tcp.host=0.0.0.0 | listeners.tcp.host (0.0.0.0) can be reached from other machines, but no client needs a credential: set auth.tokens, or auth.mode: open to let everybody in, or bind 127.0.0.1
          admin.host=0.0.0.0 | admin.host (0.0.0.0) must be a loopback address as long as there is no admin.operate-token, because whoever reaches it can log clients out: set one, or use 127.0.0.1 and a tunnel, or turn it off with admin.enabled: false
          admin.port=7400 | admin.port (7400 on 127.0.0.1) is listeners.tcp.port, too (on 127.0.0.1), and only one of them can be bound: change one of the ports
          auth.mode=tokens | auth.mode (tokens) needs at least one entry in auth.tokens, but there is none: add one, or name a file in auth.tokens-file
          auth.tokens-file=/none | /none does not exist: create it, correct the path, or start without a file
          auth.tokens.a.secret=short | auth.tokens.a.secret has 5 characters, allowed are 8 to 256: set a longer one
          groups.vans.timeout=60s | groups.vans.timeout (60s) must be at least twice liveness.interval (50s): raise it, or lower the interval
          node=my node | node (my node) must be 1 to 64 of A-Z a-z 0-9 . _ -: rename it
          livenes.timeout=30s | --set: livenes.timeout is not a key; did you mean liveness.timeout? Rename or remove it
          groups.vans.timeuot=30s | --set: groups.vans.timeuot is not a key; did you mean groups.vans.timeout? Rename or remove it
          colour=red | --set: colour is not a key: remove it; docs/configuration.md lists all of them
          liveness=30s | --set: liveness (30s) is a section, not a value: put keys such as liveness.interval below it
          liveness.timeout | --set liveness.timeout is not key=value: write --set liveness.timeout=30s
          """)
  void refusesInOneSentenceWithKeyValueLimitAndRemedy(String assignment, String sentence) {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.load(Optional.empty(), Map.of(), List.of(assignment)));

    assertThat(refused.problems()).containsExactly(sentence);
  }

  @Test
  void reportsAllProblemsAtOnce() throws IOException {
    Path file = file("livenes.timeout: 30s\nbreaker.mode: hold\n");

    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigLoader.load(
                    Optional.of(file),
                    Map.of("HEARTWIRE_LIVENESS_TIMOUT", "3s"),
                    List.of("port=1", "loops")));

    assertThat(refused.problems())
        .containsExactly(
            file
                + ": livenes.timeout is not a key; did you mean liveness.timeout? Rename or remove"
                + " it",
            "--set loops is not key=value: write --set liveness.timeout=30s",
            "--set: port is not a key; did you mean listeners.tcp.port? Rename or remove it",
            "environment: HEARTWIRE_LIVENESS_TIMOUT stands for no key; did you mean"
                + " HEARTWIRE_LIVENESS_TIMEOUT? Rename or unset it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'a: 1\na: 2\n' | :2 is not YAML (found duplicate key a): correct that line
          'login:\n  deadline: 1s\nlogin.deadline: 2s\n' | ': login.deadline stands there twice: remove one of them'
          '- a\n- b\n' | ' holds no keys: write lines such as liveness.timeout: 150s'
          'hello' | ' holds no keys: write lines such as liveness.timeout: 150s'
          """)
  void refusesAFileThatIsNoMap(String text, String sentence) throws IOException {
    Path file = file(text.replace("\\n", "\n"));

    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(file));

    assertThat(refused.problems()).containsExactly(file + sentence);
  }

  @Test
  void namesTheLineThatIsNotYaml() throws IOException {
    Path file = file("liveness:\n\ttimeout: 30s\n");

    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(file));

    assertThat(refused).hasMessageStartingWith(file + ":2 is not YAML (");
  }

  @Test
  void refusesAFileThatIsMissing() {
    Path file = dir.resolve("none.yaml");

    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(file));

    assertThat(refused.problems())
        .containsExactly(
            file + " does not exist: create it, correct the path, or start without a file");
  }

  @Test
  void acceptsAnEmptyFileAndAnEmptySection() throws IOException {
    assertThat(load(file("")).config()).isEqualTo(GatewayConfig.defaults());
    assertThat(load(file("groups:\n# nothing yet\n")).config()).isEqualTo(GatewayConfig.defaults());
  }

  @Test
  void findsTheTokensFileBesideTheConfiguration() throws IOException {
    Files.writeString(
        dir.resolve("tokens.yaml"), "vans: {secret: s3cret-s3cret, group: vans, clients: van-*}\n");
    Path file = file("auth.tokens-file: tokens.yaml\n");

    LoadedConfig loaded = load(file);

    AuthConfig.Token token = loaded.config().auth().tokens().get("vans");
    assertThat(token.secret()).isEqualTo("s3cret-s3cret");
    assertThat(token.allows("van-17")).isTrue();
    assertThat(token.allows("car-17")).isFalse();
    assertThat(loaded.config().auth().open()).isFalse();
    assertThat(loaded.settings())
        .contains(
            new LoadedConfig.Setting(
                "auth.tokens.vans.group", "vans", dir.resolve("tokens.yaml").toString()));
  }

  @Test
  void refusesATokensFileWithoutATokenRatherThanLettingEverybodyIn() throws IOException {
    Files.writeString(dir.resolve("tokens.yaml"), "# none yet\n");
    Path file = file("auth.tokens-file: tokens.yaml\n");

    ConfigException refused = catchThrowableOfType(ConfigException.class, () -> load(file));

    assertThat(refused.problems())
        .containsExactly(
            "auth.tokens-file (tokens.yaml) holds no token: add one to it, or leave it out");
  }

  @Test
  void passesOverVariablesOfTheLauncherAndOfKubernetes() {
    Map<String, String> environment =
        Map.of(
            "HEARTWIRE_CONFIG", "x.yaml",
            "HEARTWIRE_JAVA_OPTIONS", "-Xmx4g",
            "HEARTWIRE_SERVICE_HOST", "10.0.0.1",
            "HEARTWIRE_PORT", "tcp://10.0.0.1:7400",
            "HEARTWIRE_PORT_7400_TCP_ADDR", "10.0.0.1",
            "HEARTWIRE_ADMIN_PORT", "tcp://10.0.0.2:7480",
            "HEARTWIRE_ADMIN_CA", "ca.pem",
            "HEARTWIRE_TOKEN", "a-secret");

    assertThat(ConfigLoader.load(Optional.empty(), environment, List.of()).config())
        .isEqualTo(GatewayConfig.defaults());
  }

  @Test
  void readsNamesOfGroupsFromVariables() {
    Map<String, String> environment =
        Map.of(
            "HEARTWIRE_GROUPS_BIG_VANS_IDLE_TIMEOUT",
            "5m",
            "HEARTWIRE_LISTENERS_TCP_MAX_FRAME",
            "2KiB");

    GatewayConfig config = ConfigLoader.load(Optional.empty(), environment, List.of()).config();

    assertThat(config.policy("big_vans").idleTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.listeners().tcp().maxFrame()).isEqualTo(new Size(2_048));
  }

  @Test
  void warnsOfATimeoutBelowThreeIntervals() { // trap 24
    LoadedConfig loaded =
        ConfigLoader.load(Optional.empty(), Map.of(), List.of("liveness.timeout=120s"));

    assertThat(loaded.warnings())
        .contains(
            "liveness.timeout (120s) is less than three times liveness.interval (50s): one lost"
                + " heartbeat on a slow network costs a living client; raise it, or lower the"
                + " interval");
  }

  @Test
  void warnsOfTcpTimesThatContradictTheDetectorWithoutAskingTheKernel() {
    LoadedConfig loaded =
        ConfigLoader.load(
            Optional.empty(), Map.of(), List.of("listeners.tcp.tcp.user-timeout=10s"));

    assertThat(loaded.warnings())
        .anySatisfy(
            warning ->
                assertThat(warning)
                    .startsWith(
                        "listeners.tcp.tcp.user-timeout (10s) is shorter than liveness.timeout")
                    .endsWith("raise it above 230s"));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, localhost, true",
    "0.0.0.0, 127.0.0.1, true",
    "::, 127.0.0.1, true",
    "LOCALHOST, ::1, true",
    "127.0.0.1, ::1, false",
    "127.0.0.2, 127.0.0.1, false",
    "192.0.2.1, 127.0.0.1, false"
  })
  void knowsWhichHostsShareTheirPorts(String host, String other, boolean shared) {
    assertThat(Limits.overlap(host, other)).isEqualTo(shared);
    assertThat(Limits.overlap(other, host)).isEqualTo(shared);
  }

  private static LoadedConfig load(Path file) {
    return ConfigLoader.load(Optional.of(file), Map.of(), List.of());
  }

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("heartwire.yaml"), text);
  }
}
