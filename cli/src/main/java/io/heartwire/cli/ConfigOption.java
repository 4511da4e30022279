package io.heartwire.cli;

import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.ConfigLoader;
import io.heartwire.gateway.config.LoadedConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a gateway's configuration comes from. */
final class ConfigOption {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "a YAML file; environment variables (HEARTWIRE_LIVENESS_TIMEOUT) stand over it")
  private @Nullable Path file;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "one value, over file and environment; may be repeated")
  private List<String> assignments = new ArrayList<>();

  /** What file, environment and command line make; {@code more} stands over all of them. */
  LoadedConfig load(Map<String, String> environment, String... more) {
    try {
      return read(environment, more);
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.USAGE, String.join("; ", e.problems()));
    }
  }

  /** The same; throws {@link ConfigException}. */
  LoadedConfig read(Map<String, String> environment, String... more) {
    var all = new ArrayList<>(assignments);
    all.addAll(List.of(more));
    return ConfigLoader.load(Optional.ofNullable(file), environment, all);
  }
}
