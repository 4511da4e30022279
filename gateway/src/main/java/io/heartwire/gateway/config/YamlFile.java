package io.heartwire.gateway.config;

import io.smallrye.config.source.yaml.YamlConfigSource;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads one YAML file as flat settings. */
final class YamlFile {
  private static final long MAX_BYTES = 1 << 20;

  private YamlFile() {}

  /** Its settings by key; throws {@link ConfigException} with file, line and remedy. */
  static Map<String, String> read(Path path) {
    String text = text(path);
    checkShape(path, text);
    var settings = new TreeMap<String, String>();
    new YamlConfigSource(path.toString(), text, 0)
        .getProperties()
        .forEach(
            (key, value) -> {
              // A list arrives as its elements and once more as a whole; the whole is enough.
              if (!key.endsWith("]")) {
                add(path, settings, key.replace("\"", ""), value);
              }
            });
    return settings;
  }

  /** A key may be written as a path ({@code login.deadline}) or as a tree, but not as both. */
  private static void add(Path path, Map<String, String> settings, String key, String value) {
    if (settings.putIfAbsent(key, value) != null) {
      throw new ConfigException(path + ": " + key + " stands there twice: remove one of them");
    }
  }

  private static String text(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw new ConfigException(path + " is a directory: name a YAML file");
      }
      if (Files.size(path) > MAX_BYTES) {
        throw new ConfigException(
            path
                + " has "
                + Files.size(path)
                + " bytes, allowed are "
                + MAX_BYTES
                + ": shorten it");
      }
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new ConfigException(
          path + " does not exist: create it, correct the path, or start without a file");
    } catch (MalformedInputException e) {
      throw new ConfigException(path + " is not UTF-8 text: save it as UTF-8");
    } catch (IOException e) {
      throw new ConfigException(
          path + " cannot be read (" + e.getMessage() + "): check who may read it");
    }
  }

  /* The source above takes a key that stands twice, and a text that is no map, without a word. */
  private static void checkShape(Path path, String text) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    try {
      Object root = new Yaml(new SafeConstructor(options)).load(text);
      if (root != null && !(root instanceof Map)) {
        throw new ConfigException(
            path + " holds no keys: write lines such as liveness.timeout: 150s");
      }
    } catch (MarkedYAMLException e) {
      String where =
          e.getProblemMark() == null
              ? path.toString()
              : path + ":" + (e.getProblemMark().getLine() + 1);
      throw new ConfigException(where + " is not YAML (" + e.getProblem() + "): correct that line");
    } catch (YAMLException e) {
      throw new ConfigException(path + " is not YAML (" + e.getMessage() + "): correct it");
    }
  }
}
