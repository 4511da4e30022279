package io.heartwire.cli;

import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.LoadedConfig;
import io.heartwire.gateway.config.LogConfig;
import io.heartwire.gateway.config.Reloaded;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configuration of a running gateway again, from where it came from. Thread safe. */
final class Reloading {
  private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

  private final Supplier<LoadedConfig> source;
  private final Consumer<LogConfig.Level> logLevel;

  /**
   * Reads {@code source}, which throws {@link ConfigException}.
   *
   * @param logLevel told the level in force after each reload
   */
  Reloading(Supplier<LoadedConfig> source, Consumer<LogConfig.Level> logLevel) {
    this.source = source;
    this.logLevel = logLevel;
  }

  /** Puts in force what can be; throws {@link ConfigException}, and then nothing has changed. */
  synchronized Reloaded reload(Gateway gateway) {
    Reloaded reloaded;
    try {
      reloaded = gateway.reload(source.get().config());
    } catch (ConfigException e) {
      LOG.error(
          "the configuration was read again and refused, nothing was changed: {}",
          String.join("; ", e.problems()));
      throw e;
    }
    logLevel.accept(reloaded.config().log().level());
    LOG.info(
        "the configuration was read again: changed {}; needs a restart {}",
        texts(reloaded.changed()),
        texts(reloaded.needsRestart()));
    return reloaded;
  }

  private static String texts(List<Reloaded.Change> changes) {
    return changes.isEmpty()
        ? "nothing"
        : String.join(
            ", ",
            changes.stream()
                .map(change -> change.key() + " " + change.before() + " -> " + change.after())
                .toList());
  }
}
