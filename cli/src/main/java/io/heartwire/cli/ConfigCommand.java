package io.heartwire.cli;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heartwire.gateway.config.ConfigTemplate;
import io.heartwire.gateway.config.LoadedConfig;
import io.heartwire.gateway.event.SinkTypes;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks, explains and reloads a configuration. */
@Command(
    name = "config",
    description =
        "Checks a configuration, shows what it comes to, or has a gateway read its own again.",
    synopsisSubcommandLabel = "check|show|template|reload",
    mixinStandardHelpOptions = true)
final class ConfigCommand {
  private final Console console;
  private final Map<String, String> environment;

  ConfigCommand(Console console, Map<String, String> environment) {
    this.console = console;
    this.environment = environment;
  }

  @Command(
      name = "check",
      description = "Says whether a gateway would start with this configuration.",
      mixinStandardHelpOptions = true)
  int check(@Mixin ConfigOption source) {
    LoadedConfig loaded = load(source);
    SinkTypes.found().check(loaded.config().sinks());
    loaded.warnings().forEach(warning -> console.err().println("warning: " + warning));
    console.line("The configuration is usable.");
    return ExitCode.OK;
  }

  @Command(
      name = "show",
      description = "The values in force, where each came from, and what they mean.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin ConfigOption source,
      @Option(names = "--json", description = "as JSON, for programs") boolean json) {
    LoadedConfig loaded = load(source);
    if (json) {
      console.json(asJson(loaded));
      return ExitCode.OK;
    }
    var table = new Table("KEY", "VALUE", "FROM", "RELOAD");
    loaded
        .settings()
        .forEach(
            setting ->
                table.row(
                    setting.key(),
                    setting.value().isEmpty() ? "-" : setting.value(),
                    setting.source(),
                    LoadedConfig.reload(setting.key()).words()));
    console.out().print(table);
    console.out().println();
    loaded.consequences().forEach(sentence -> console.line(asSentence(sentence)));
    loaded.warnings().forEach(sentence -> console.line("Warning: " + sentence + "."));
    return ExitCode.OK;
  }

  @Command(
      name = "template",
      description = "A file with every key at its default, commented out, to begin with.",
      mixinStandardHelpOptions = true)
  int template() {
    console.out().print(ConfigTemplate.yaml());
    return ExitCode.OK;
  }

  @Command(
      name = "reload",
      description = {
        "Has a running gateway read its file and environment again, and lists what changed.",
        "If something in it is wrong, nothing changes. SIGHUP does the same."
      },
      mixinStandardHelpOptions = true)
  int reload(@Mixin AdminOption admin) {
    JsonNode answer = admin.api().post("/config/reload", JsonNodeFactory.instance.objectNode());
    if (admin.json()) {
      console.json(answer);
      return ExitCode.OK;
    }
    JsonNode changed = answer.path("changed");
    JsonNode needsRestart = answer.path("needsRestart");
    if (changed.isEmpty() && needsRestart.isEmpty()) {
      console.line("Nothing differs.");
    }
    changed.forEach(this::print);
    needsRestart.forEach(this::print);
    return ExitCode.OK;
  }

  private void print(JsonNode change) {
    console.line(
        JsonText.at(change, "key")
            + ": "
            + JsonText.at(change, "before")
            + " -> "
            + JsonText.at(change, "after")
            + ", "
            + JsonText.at(change, "takesEffect"));
  }

  private LoadedConfig load(ConfigOption source) {
    LogSetup.install(console.err(), LogSetup.Format.TEXT, Level.WARN);
    return source.load(environment);
  }

  private static String asSentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }

  private static ObjectNode asJson(LoadedConfig loaded) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode settings = node.putArray("settings");
    for (LoadedConfig.Setting setting : loaded.settings()) {
      settings
          .addObject()
          .put("key", setting.key())
          .put("value", setting.value())
          .put("source", setting.source())
          .put("takesEffect", LoadedConfig.reload(setting.key()).words());
    }
    addAll(node.putArray("consequences"), loaded.consequences());
    addAll(node.putArray("warnings"), loaded.warnings());
    return node;
  }

  private static void addAll(ArrayNode array, List<String> sentences) {
    sentences.forEach(array::add);
  }
}
