package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTemplateTest {
  @TempDir Path directory;

  @Test
  void changesNothingAsItIs() throws IOException {
    assertThat(load(ConfigTemplate.yaml())).isEqualTo(GatewayConfig.defaults());
  }

  @Test
  void isTrueWhereItIsUncommented() throws IOException {
    String uncommented =
        ConfigTemplate.yaml()
            .lines()
            .filter(line -> !line.contains("'# '") && !line.contains("NAME is a name"))
            .map(line -> line.replaceFirst("^# ", ""))
            .collect(Collectors.joining("\n", "", "\n"));
    String named = uncommented.replaceAll("(?m)^( *)\\S+:\\n\\1  NAME:\\n(\\1    .*\\n)*", "");
    assertThat(named).contains("\nliveness:\n").doesNotContain("NAME");
    assertThat(load(named)).isEqualTo(GatewayConfig.defaults());
  }

  @Test
  void namesEveryKey() {
    List<String> words =
        Catalogue.of(GatewayConfig.class).stream()
            .map(entry -> entry.path().substring(entry.path().lastIndexOf('.') + 1))
            .toList();
    assertThat(words).hasSizeGreaterThan(40);
    assertThat(words)
        .allMatch(word -> ConfigTemplate.yaml().matches("(?s).*\\n# +" + word + ": .*"));
  }

  @Test
  void readsTheSameWhateverTheTerminalSpeaks() {
    assertThat(ConfigTemplate.yaml()).matches("[\\n -~]+");
  }

  private GatewayConfig load(String yaml) throws IOException {
    Path file = directory.resolve("heartwire.yaml");
    Files.writeString(file, yaml);
    return ConfigLoader.load(Optional.of(file), Map.of(), List.of()).config();
  }
}
