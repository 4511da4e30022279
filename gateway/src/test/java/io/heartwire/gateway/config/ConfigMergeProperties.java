package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The order of the layers, over arbitrary subsets of keys and orders of writing. */
class ConfigMergeProperties {
  private static final Map<String, List<String>> VALUES =
      new TreeMap<>(
          Map.of(
              "liveness.interval", List.of("1s", "2s", "500ms"),
              "liveness.timeout", List.of("200s", "2m", "1h"),
              "listeners.tcp.port", List.of("0", "1", "65535"),
              "listeners.tcp.max-frame", List.of("1KiB", "2MiB", "4097B"),
              "listeners.tcp.tcp.keep-count", List.of("auto", "1", "127"),
              "groups.vans.timeout", List.of("100s", "110s", "2d"),
              "groups.vans.check", List.of("true", "false", "inherit"),
              "login.existing", List.of("take-over", "reject", "reject"),
              "transport", List.of("nio", "io_uring", "epoll"),
              "node", List.of("a", "b.c", "d_e-f")));

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void theLastLayerThatNamesAKeyWins(
      @ForAll("layer") Map<String, String> file,
      @ForAll("layer") Map<String, String> environment,
      @ForAll("layer") Map<String, String> commandLine) {
    var expected = new HashMap<String, LoadedConfig.Setting>();
    Path path = write(file);
    file.forEach((k, v) -> expected.put(k, new LoadedConfig.Setting(k, v, path.toString())));
    environment.forEach(
        (k, v) -> expected.put(k, new LoadedConfig.Setting(k, v, EnvironmentNames.variable(k))));
    commandLine.forEach((k, v) -> expected.put(k, new LoadedConfig.Setting(k, v, "--set")));

    LoadedConfig loaded = load(path, environment, commandLine);

    for (LoadedConfig.Setting setting : expected.values()) {
      assertThat(loaded.settings())
          .filteredOn(shown -> shown.key().equals(setting.key()))
          .singleElement()
          .satisfies(
              shown -> {
                assertThat(shown.source()).isEqualTo(setting.source());
                assertThat(withoutComputed(shown.value())).isEqualTo(canonical(setting));
              });
    }
    assertThat(loaded.settings())
        .filteredOn(shown -> !expected.containsKey(shown.key()))
        .allMatch(shown -> shown.source().equals(LoadedConfig.DEFAULT));
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void whatIsShownCanBeWrittenAndMeansTheSame(@ForAll("layer") Map<String, String> file) {
    LoadedConfig first = load(write(file), Map.of(), Map.of());

    Map<String, String> shown =
        first.settings().stream()
            .collect(
                Collectors.toMap(
                    LoadedConfig.Setting::key, setting -> withoutComputed(setting.value())));

    assertThat(load(write(Map.of()), Map.of(), shown).config()).isEqualTo(first.config());
  }

  @Provide
  Arbitrary<Map<String, String>> layer() {
    return Arbitraries.of(VALUES.keySet())
        .set()
        .ofMaxSize(VALUES.size())
        .flatMap(
            keys ->
                Arbitraries.integers()
                    .between(0, 2)
                    .list()
                    .ofSize(keys.size())
                    .map(
                        picks -> {
                          var layer = new TreeMap<String, String>();
                          int i = 0;
                          for (String key : keys) {
                            layer.put(key, VALUES.get(key).get(picks.get(i++)));
                          }
                          return layer;
                        }));
  }

  private static String canonical(LoadedConfig.Setting setting) {
    return switch (setting.value()) {
      case "2m" -> "120s";
      default -> setting.value();
    };
  }

  private static String withoutComputed(String shown) {
    return shown.replaceAll(" \\(.*\\)$", "");
  }

  private static LoadedConfig load(
      Path file, Map<String, String> environment, Map<String, String> commandLine) {
    var variables = new HashMap<String, String>();
    environment.forEach((key, value) -> variables.put(EnvironmentNames.variable(key), value));
    List<String> assignments =
        commandLine.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    return ConfigLoader.load(Optional.of(file), variables, assignments);
  }

  private static Path write(Map<String, String> settings) {
    try {
      Path file = Files.createTempFile("heartwire", ".yaml");
      file.toFile().deleteOnExit();
      var text = new StringBuilder();
      settings.forEach((key, value) -> text.append(key).append(": ").append(value).append('\n'));
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
