package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.dispatch.DispatchSettings;
import io.heartwire.gateway.dispatch.Model;
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

class DispatchConfigTest {
  @TempDir Path directory;

  @Test
  void defaultsAreThoseOfTheDocumentation() {
    DispatchSettings settings = GatewayConfig.defaults().dispatch().settings();

    assertThat(settings.model()).isEqualTo(Model.QUEUE);
    assertThat(settings.times().deadline()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.times().inlineWarning()).isEqualTo(Duration.ofMillis(100));
    assertThat(settings.bounds())
        .isEqualTo(new DispatchSettings.Bounds(16, 1_000, 10_000, 64L << 20, 64));
  }

  @Test
  void aTypeMayHaveDotsAsATreeAndInQuotes() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("heartwire.yaml"),
            """
            dispatch:
              default: inline
              types:
                report.upload:
                  model: per-task
                telemetry:
                  v2:
                    model: queue
                    deadline: 5s
                "quoted.too": {deadline: 1m}
            """);
    LoadedConfig loaded = ConfigLoader.load(Optional.of(file), Map.of(), List.of());
    DispatchSettings settings = loaded.config().dispatch().settings();

    assertThat(settings.model()).isEqualTo(Model.INLINE);
    assertThat(settings.types())
        .containsOnly(
            Map.entry("report.upload", own(Model.PER_TASK, null)),
            Map.entry("telemetry.v2", own(Model.QUEUE, Duration.ofSeconds(5))),
            Map.entry("quoted.too", own(null, Duration.ofMinutes(1))));
    assertThat(loaded.settings())
        .contains(
            new LoadedConfig.Setting("dispatch.default", "inline", file.toString()),
            new LoadedConfig.Setting(
                "dispatch.types.report.upload.model", "per-task", file.toString()),
            new LoadedConfig.Setting("dispatch.types.telemetry.v2.deadline", "5s", file.toString()),
            new LoadedConfig.Setting("dispatch.types.quoted.too.model", "inherit", "default"));
  }

  private static DispatchSettings.OfType own(Model model, Duration deadline) {
    return new DispatchSettings.OfType(Optional.ofNullable(model), Optional.ofNullable(deadline));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          dispatch.default              | fast  | (fast) is not one of inline, queue, per-task: use
          dispatch.lanes                | 0     | (0) must be at least 1: raise it
          dispatch.lanes                | 1025  | (1025) must be at most 1024: lower it
          dispatch.lane-capacity        | 0     | (0) must be at least 1: raise it
          dispatch.in-flight-max        | 0     | (0) must be at least 1: raise it
          dispatch.held-max             | 1B    | (1B) must be at least 1KiB: raise it
          dispatch.held-max             | 32KiB | (32KiB) must be at least listeners.tcp.max-frame (64KiB)
          dispatch.task-threads         | 4097  | (4097) must be at most 4096: lower it
          dispatch.deadline             | 50ms  | (50ms) must be at least 100ms: raise it
          dispatch.inline-warning       | 10ms  | (10ms) must be at least 20ms: raise it
          dispatch.drain                | 10m   | (600s) must be at most 300s: lower it
          dispatch.types.a.b.model      | fast  | (fast) is not one of inline, queue, per-task: use
          dispatch.types.a.b.deadline   | 50ms  | (50ms) must be at least 100ms: raise it
          """)
  void saysKeyValueLimitAndRemedy(String key, String value, String words) {
    assertThatThrownBy(() -> GatewayConfig.of(key, value))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(key + " " + words);
  }

  @Test
  void aMisspeltKeyOfATypeIsNotATypeOfItsOwn() {
    assertThatThrownBy(() -> GatewayConfig.of("dispatch.types.report.upload.modell", "queue"))
        .hasMessage(
            "dispatch.types.report.upload.modell is not a key; did you mean"
                + " dispatch.types.report.upload.model? Rename or remove it");
  }
}
