package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heartwire.gateway.dispatch.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Capitals and underscores do not tell my-vans from my.vans: who wrote the name decides. */
class EnvironmentNamesTest {
  private static final String SECRET = "0123456789";

  @TempDir Path dir;

  @Test
  void aVariableBelongsToTheEntryThatTheFileHas() throws IOException {
    Path file = file("dispatch.types.telemetry.v2.deadline: 2s\n");

    DispatchConfig dispatch =
        load(file, Map.of("HEARTWIRE_DISPATCH_TYPES_TELEMETRY_V2_MODEL", "inline")).dispatch();

    assertThat(dispatch.types()).containsOnlyKeys("telemetry.v2");
    assertThat(dispatch.types().get("telemetry.v2").model()).contains(Model.INLINE);
  }

  @Test
  void aVariableBelongsToTheEntryThatTheCommandLineHas() {
    GatewayConfig config =
        ConfigLoader.load(
                Optional.empty(),
                Map.of("HEARTWIRE_AUTH_TOKENS_MY_VANS_SECRET", SECRET),
                List.of("auth.tokens.my-vans.group=vans"))
            .config();

    assertThat(config.auth().tokens()).containsOnlyKeys("my-vans");
    assertThat(config.auth().tokens().get("my-vans").secret()).isEqualTo(SECRET);
  }

  @Test
  void aVariableBelongsToTheEntryOfATokensFileThatAVariableNames() throws IOException {
    Path tokens = Files.writeString(dir.resolve("tokens.yaml"), "my-vans: {group: vans}\n");

    LoadedConfig loaded =
        ConfigLoader.load(
            Optional.empty(),
            Map.of(
                "HEARTWIRE_AUTH_TOKENS_FILE",
                tokens.toString(),
                "HEARTWIRE_AUTH_TOKENS_MY_VANS_SECRET",
                SECRET),
            List.of());

    assertThat(loaded.config().auth().tokens()).containsOnlyKeys("my-vans");
    assertThat(loaded.settings())
        .contains(
            new LoadedConfig.Setting(
                "auth.tokens.my-vans.secret", "***", "HEARTWIRE_AUTH_TOKENS_MY_VANS_SECRET"));
  }

  @Test
  void aVariableThatFitsTwoEntriesIsRefused() throws IOException {
    Path file = file("groups.my-vans.check: false\ngroups.my.vans.check: true\n");

    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> load(file, Map.of("HEARTWIRE_GROUPS_MY_VANS_TIMEOUT", "5m")));

    assertThat(refused.problems())
        .containsExactly(
            "environment: HEARTWIRE_GROUPS_MY_VANS_TIMEOUT could stand for groups.my-vans.timeout or"
                + " groups.my.vans.timeout: unset it, and set the one you mean in the file or with"
                + " --set");
  }

  @Test
  void aVariableThatFitsTwoKeysOfDifferentEntriesIsRefused() throws IOException {
    Path file = file("groups.a.check: false\ngroups.a-idle.check: true\n");

    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> load(file, Map.of("HEARTWIRE_GROUPS_A_IDLE_TIMEOUT", "5m")));

    assertThat(refused).hasMessageContaining("groups.a-idle.timeout or groups.a.idle-timeout");
  }

  @Test
  void aNameThatNobodyWroteIsReadInLowerCase() {
    GatewayConfig config =
        ConfigLoader.load(
                Optional.empty(), Map.of("HEARTWIRE_GROUPS_MY_VANS_TIMEOUT", "5m"), List.of())
            .config();

    assertThat(config.groups()).containsOnlyKeys("my_vans");
  }

  private static GatewayConfig load(Path file, Map<String, String> environment) {
    return ConfigLoader.load(Optional.of(file), environment, List.of()).config();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("heartwire.yaml"), text);
  }
}
