package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of {@code deploy} name each other, and what a gateway has, as it is. */
class DeployFilesTest {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Set<String> GATEWAYS = Set.of("gw-a", "gw-b", "gw-c");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Z_]+(:\\?[^}]*)?}");

  @Test
  void theGatewaysOfTheComposeFileStartWithWhatItSays() throws IOException {
    Map<String, Object> services = services();
    Set<String> found = new TreeSet<>();
    for (String service : services.keySet()) {
      Map<String, String> environment = environment(services, service);
      if (environment.containsKey("HEARTWIRE_NODE")) {
        found.add(service);
        GatewayConfig config = load(environment);
        assertThat(config.node()).isEqualTo(service);
        assertThat(config.engine()).isEqualTo("redis");
        assertThat(config.redis().url()).endsWith("@redis:6379");
        assertThat(config.auth().open()).isFalse();
      }
    }
    assertThat(found).isEqualTo(GATEWAYS);
    assertThat(services).containsKey("redis");
  }

  @Test
  void aMisspeltKeyIsSeen() throws IOException {
    Map<String, String> right = environment(services(), "gw-a");
    for (String name : right.keySet()) {
      if (!name.equals("HEARTWIRE_JAVA_OPTIONS")) {
        Map<String, String> wrong = new TreeMap<>(right);
        wrong.put(name + "X", wrong.remove(name));
        assertThatThrownBy(() -> load(wrong)).hasMessageContaining(name + "X");
      }
    }
  }

  @Test
  void everyPortIsOneOfTheGateway() throws IOException {
    GatewayConfig config = GatewayConfig.defaults();
    ListenersConfig doors = config.listeners();
    List<String> clients =
        List.of(text(doors.tcp().port()), text(doors.http().port()), text(doors.mqtt().port()));
    String haproxy = haproxy();
    Map<String, Object> proxy = map(services().get("haproxy"));

    assertThat(proxy.get("ports"))
        .isEqualTo(clients.stream().map(port -> port + ":" + port).toList());
    assertThat(found(haproxy, "(?m)^ +bind :(\\d+)$")).isEqualTo(clients);
    for (String port : clients) {
      assertThat(found(haproxy, "(?m)^ +server \\S+ (\\S+):" + port + "\\b"))
          .as("servers of port %s", port)
          .containsExactlyInAnyOrderElementsOf(GATEWAYS);
    }
    String admin = text(config.admin().port());
    assertThat(found(haproxy, "default-server check port (\\d+) ")).containsExactly(admin);
    assertThat(found(read("docker/Dockerfile"), "(?m)^EXPOSE (.*)$"))
        .containsExactly(String.join(" ", clients) + " " + admin);
    assertThat(found(read("prometheus/cluster.yml"), "\"(gw-[^\"]+)\""))
        .isEqualTo(GATEWAYS.stream().sorted().map(name -> name + ":" + admin).toList());
    assertThat(found(read("sysctl/90-heartwire.conf"), "ip_local_reserved_ports = (\\S+)"))
        .singleElement()
        .satisfies(ports -> assertThat(ports.split(",")).contains(admin).containsAll(clients));
  }

  @Test
  void theGatewaysBelieveTheAddressThatHaproxyHas() throws IOException {
    Map<String, Object> proxy = map(services().get("haproxy"));
    Object address = map(map(proxy.get("networks")).get("inner")).get("ipv4_address");
    GatewayConfig config = load(environment(services(), "gw-b"));

    assertThat(config.listeners().tcp().proxies()).isEqualTo(address);
    assertThat(config.listeners().http().proxies()).isEqualTo(address);
    assertThat(config.listeners().http().proxyProtocol()).isTrue();
    assertThat(config.listeners().mqtt().proxies()).isEqualTo(address);
    assertThat(found(haproxy(), "(?m)^ +server \\S+ \\S+:\\d+( send-proxy-v2)$")).hasSize(9);
  }

  @Test
  void haproxyWaitsLongerThanAClientIsSilentAndLooksMoreOftenThanADrainWaits() throws IOException {
    GatewayConfig config = load(environment(services(), "gw-a"));
    long wished = 10 * config.liveness().interval().toSeconds();
    for (String side : List.of("client", "server")) {
      long minutes = number(haproxy(), "timeout " + side + " (\\d+)m\n");
      assertThat(minutes * 60).as("timeout %s, s", side).isGreaterThan(wished);
    }
    long noticed = number(haproxy(), "fall (\\d+) ") * number(haproxy(), "inter (\\d+)s ");
    assertThat(config.drain().readinessDelay().toSeconds()).isGreaterThan(noticed);
  }

  @Test
  void theLogFitsIntoRedisBesideTheSessions() throws IOException {
    long log = load(environment(services(), "gw-a")).presence().keepBytes().bytes();
    long gibibytes = number(read("redis/redis.conf"), "(?m)^maxmemory (\\d+)gb$");

    // Twice the log is what may be held for a sink that is behind.
    assertThat(2 * log).isLessThanOrEqualTo((gibibytes << 30) / 2);
  }

  @Test
  void everyFileThatIsMountedIsThere() throws IOException {
    Set<String> mounted = new TreeSet<>();
    for (Object service : services().values()) {
      if (map(service).get("volumes") instanceof List<?> volumes) {
        volumes.stream()
            .map(String::valueOf)
            .filter(volume -> volume.startsWith("./"))
            .map(volume -> volume.substring(0, volume.indexOf(':')))
            .forEach(mounted::add);
      }
    }
    assertThat(mounted).hasSizeGreaterThan(4);
    assertThat(mounted).allSatisfy(path -> assertThat(DEPLOY.resolve(path)).exists());
    for (Path file : filesBelow("grafana/provisioning", "prometheus")) {
      assertThat(yaml(Files.readString(file))).as(file.toString()).isNotEmpty();
    }
  }

  @Test
  void everySettingOfTheKernelIsOneAndSaysWhy() throws IOException {
    boolean explained = false;
    Map<String, String> settings = new TreeMap<>();
    for (String line : read("sysctl/90-heartwire.conf").lines().toList()) {
      Matcher setting = Pattern.compile("-?([a-z0-9_.-]+) = ([\\d ,]+)").matcher(line);
      if (setting.matches()) {
        assertThat(explained).as("a comment above " + line).isTrue();
        settings.put(setting.group(1), setting.group(2));
      } else {
        assertThat(line).as("a comment or nothing").matches("|#.*");
        explained = !line.isEmpty();
      }
    }
    assertThat(settings).hasSizeGreaterThan(15);
    assertThat(settings.keySet()).noneMatch(key -> key.contains("keepalive"));
    Path running = Path.of("/proc/sys");
    if (Files.isDirectory(running)) {
      assertThat(settings.keySet())
          .filteredOn(key -> !key.contains("nf_conntrack"))
          .allSatisfy(key -> assertThat(running.resolve(key.replace('.', '/'))).exists());
    }
    long descriptors = number(read("systemd/heartwire.service.d/million.conf"), "NOFILE=(\\d+)");
    assertThat(Long.parseLong(settings.get("fs.nr_open"))).isGreaterThanOrEqualTo(descriptors);
    assertThat(Long.parseLong(settings.get("fs.file-max"))).isGreaterThan(descriptors);
  }

  private static GatewayConfig load(Map<String, String> environment) {
    return ConfigLoader.load(Optional.empty(), environment, List.of()).config();
  }

  private static String text(int port) {
    return Integer.toString(port);
  }

  private static String read(String file) throws IOException {
    return Files.readString(DEPLOY.resolve(file));
  }

  private static String haproxy() throws IOException {
    return read("haproxy/haproxy.cfg");
  }

  /** What the group of {@code pattern} finds in {@code text}, in order. */
  private static List<String> found(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(it -> it.group(1)).toList();
  }

  private static long number(String text, String pattern) {
    List<String> numbers = found(text, pattern);
    assertThat(numbers).as(pattern).hasSize(1);
    return Long.parseLong(numbers.get(0));
  }

  private static List<Path> filesBelow(String... directories) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String directory : directories) {
      try (Stream<Path> found = Files.walk(DEPLOY.resolve(directory))) {
        found.filter(file -> file.toString().endsWith(".yml")).forEach(files::add);
      }
    }
    return files;
  }

  private static Map<String, Object> services() throws IOException {
    return map(yaml(read("compose.yaml")).get("services"));
  }

  /** What a container gets; what comes from outside is long enough to be a token. */
  private static Map<String, String> environment(Map<String, Object> services, String service) {
    Object environment = map(services.get(service)).getOrDefault("environment", Map.of());
    return map(environment).entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                it ->
                    VARIABLE
                        .matcher(String.valueOf(it.getValue()))
                        .replaceAll("0123456789abcdef")));
  }

  private static Map<String, Object> yaml(String text) {
    return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    assertThat(value).isInstanceOf(Map.class);
    return (Map<String, Object>) value;
  }
}
