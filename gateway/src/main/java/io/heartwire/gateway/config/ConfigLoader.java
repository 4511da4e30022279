package io.heartwire.gateway.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.common.MapBackedConfigSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes a configuration from what people wrote: defaults, then one YAML file over them, then the
 * environment ({@code HEARTWIRE_LIVENESS_TIMEOUT}), then {@code --set liveness.timeout=30s}; the
 * last one that names a key wins. Nothing is read but the file that is named.
 */
public final class ConfigLoader {
  private static final String ENVIRONMENT = "environment";
  private static final String COMMAND_LINE = "--set";
  private static final String TOKENS_FILE = "auth.tokens-file";

  private static final int FILE_ORDINAL = 110;
  private static final int TOKENS_ORDINAL = 120;
  private static final int ENVIRONMENT_ORDINAL = 300;
  private static final int COMMAND_LINE_ORDINAL = 400;

  private final List<Catalogue.Entry> keys = Catalogue.of(GatewayConfig.class);
  private final Optional<Path> file;
  private final Map<String, String> variables = new TreeMap<>();
  private final List<MapBackedConfigSource> sources = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigLoader(Optional<Path> file) {
    this.file = file;
  }

  /**
   * Reads, merges and checks.
   *
   * @param file the YAML file, if there is one
   * @param environment all environment variables; those that begin with {@code HEARTWIRE_} count
   * @param assignments {@code key=value} each, as given to {@code --set}
   * @throws ConfigException with every problem that was found, one sentence each
   */
  public static LoadedConfig load(
      Optional<Path> file, Map<String, String> environment, List<String> assignments) {
    var loader = new ConfigLoader(file);
    file.ifPresent(path -> loader.addFile(path));
    loader.addAssignments(assignments);
    loader.addEnvironment(environment);
    if (!loader.problems.isEmpty()) {
      throw new ConfigException(loader.problems);
    }
    return loader.merged();
  }

  private void addFile(Path path) {
    try {
      Map<String, String> read = YamlFile.read(path);
      noteUnknown(read, path.toString());
      sources.add(new Layer(read, path.toString(), FILE_ORDINAL));
    } catch (ConfigException e) {
      problems.addAll(e.problems());
    }
  }

  /*
   * In two steps: a variable may name the file with the tokens, and another a token of that file.
   */
  private void addEnvironment(Map<String, String> environment) {
    var names = new EnvironmentNames(keys);
    List<String> ours = names.ours(environment);
    Map<String, String> found = new TreeMap<>();
    for (String variable : ours) {
      names.fixedKey(variable).ifPresent(key -> note(found, key, variable, environment));
    }
    var fixed = new Layer(Map.copyOf(found), ENVIRONMENT, ENVIRONMENT_ORDINAL);
    sources.add(fixed);
    addTokensFile(merge());
    sources.remove(fixed);
    Set<String> written = new TreeSet<>();
    sources.forEach(source -> written.addAll(source.getPropertyNames()));
    for (String variable : ours) {
      try {
        names
            .key(variable, written)
            .ifPresentOrElse(
                key -> note(found, key, variable, environment),
                () -> problems.add(names.sentence(variable)));
      } catch (ConfigException e) {
        problems.addAll(e.problems());
      }
    }
    sources.add(new Layer(found, ENVIRONMENT, ENVIRONMENT_ORDINAL));
  }

  private void note(
      Map<String, String> found, String key, String variable, Map<String, String> environment) {
    variables.put(key, variable);
    found.put(key, environment.getOrDefault(variable, ""));
  }

  private void addAssignments(List<String> assignments) {
    var given = new LinkedHashMap<String, String>();
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals <= 0) {
        problems.add("--set " + assignment + " is not key=value: write --set liveness.timeout=30s");
      } else {
        given.put(assignment.substring(0, equals).strip(), assignment.substring(equals + 1));
      }
    }
    noteUnknown(given, COMMAND_LINE);
    sources.add(new Layer(given, COMMAND_LINE, COMMAND_LINE_ORDINAL));
  }

  private void noteUnknown(Map<String, String> given, String source) {
    given.forEach(
        (key, value) -> {
          if (!Catalogue.knows(keys, key)) {
            problems.add(source + ": " + UnknownKeys.sentence(keys, key, value));
          }
        });
  }

  private LoadedConfig merged() {
    SmallRyeConfig merged = merge();
    var values = new TreeMap<String, String>();
    var origins = new TreeMap<String, String>();
    for (String key : merged.getPropertyNames()) {
      ConfigValue value = merged.getConfigValue(key);
      if (value.getRawValue() != null) {
        values.put(key, value.getRawValue());
        origins.put(key, origin(key, value));
      }
    }
    GatewayConfig config = RecordBinder.bind(GatewayConfig.class, values, origins);
    return new LoadedConfig(config, Settings.list(keys, config, values, origins));
  }

  private SmallRyeConfig merge() {
    return new SmallRyeConfigBuilder()
        .withSources(sources.toArray(MapBackedConfigSource[]::new))
        .build();
  }

  private void addTokensFile(SmallRyeConfig merged) {
    ConfigValue written = merged.getConfigValue(TOKENS_FILE);
    if (written.getRawValue() == null || written.getRawValue().isEmpty()) {
      return;
    }
    Path path = Path.of(written.getRawValue());
    if (file.isPresent() && file.get().toString().equals(written.getConfigSourceName())) {
      path = file.get().resolveSibling(path);
    }
    var tokens = new TreeMap<String, String>();
    try {
      YamlFile.read(path).forEach((key, value) -> tokens.put("auth.tokens." + key, value));
      noteUnknown(tokens, path.toString());
      sources.add(new Layer(tokens, path.toString(), TOKENS_ORDINAL));
    } catch (ConfigException e) {
      problems.addAll(e.problems());
    }
  }

  private String origin(String key, ConfigValue value) {
    String name = value.getConfigSourceName();
    return ENVIRONMENT.equals(name) ? variables.getOrDefault(key, name) : name;
  }

  /** One layer of settings; SmallRye merges the layers by ordinal. */
  private static final class Layer extends MapBackedConfigSource {
    private static final long serialVersionUID = 1;

    Layer(Map<String, String> settings, String name, int ordinal) {
      super(name, settings, ordinal);
    }
  }
}
