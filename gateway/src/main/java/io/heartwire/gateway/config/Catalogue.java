package io.heartwire.gateway.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** All keys that the records know, in their order; read from the records themselves. */
final class Catalogue {
  /**
   * One key.
   *
   * @param path its name; {@code *} stands for a name of the user's choice
   * @param type what its value is
   * @param key default and words
   */
  record Entry(String path, Class<?> type, Key key) {}

  private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");
  private static final List<Entry> ALL = of(GatewayConfig.class);

  private Catalogue() {}

  /** When a new value of {@code path} takes effect. */
  static Reload reload(String path) {
    return ALL.stream()
        .filter(entry -> matches(entry.path(), path))
        .findFirst()
        .map(entry -> entry.key().reload())
        .orElse(Reload.RESTART);
  }

  /** True if all keys that begin so take effect without a restart. */
  static boolean isLive(String beginning) {
    return ALL.stream()
        .filter(entry -> entry.path().startsWith(beginning))
        .allMatch(entry -> entry.key().reload() != Reload.RESTART);
  }

  /** The keys of the tree below {@code type}. */
  static List<Entry> of(Class<? extends Record> type) {
    var entries = new ArrayList<Entry>();
    collect(type, "", entries);
    return List.copyOf(entries);
  }

  private static void collect(Class<?> type, String prefix, List<Entry> into) {
    for (RecordComponent component : type.getRecordComponents()) {
      String path = prefix + word(component);
      Key key = component.getAnnotation(Key.class);
      Class<?> raw = component.getType();
      if (raw == Map.class) {
        collect(argument(component.getGenericType(), 1), path + ".*.", into);
      } else if (key == null) {
        collect(raw, path + ".", into);
      } else {
        Class<?> leaf = raw == Optional.class ? argument(component.getGenericType(), 0) : raw;
        into.add(new Entry(path, leaf, key));
      }
    }
  }

  /** The last word of the key of {@code component}. */
  static String word(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    return key == null || key.name().isEmpty() ? kebab(component.getName()) : key.name();
  }

  /** {@code idleTimeout} as {@code idle-timeout}. */
  private static String kebab(String name) {
    return HUMP.matcher(name).replaceAll("$1-$2").toLowerCase(Locale.ROOT);
  }

  static Class<?> argument(Type type, int index) {
    return (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[index];
  }

  /**
   * True if {@code path} is one of {@code entries}, where {@code *} matches any name, dots and all:
   * types of messages have some.
   */
  static boolean knows(List<Entry> entries, String path) {
    return entries.stream().anyMatch(entry -> matches(entry.path(), path));
  }

  static boolean matches(String pattern, String path) {
    int star = pattern.indexOf('*');
    if (star < 0) {
      return pattern.equals(path);
    }
    String before = pattern.substring(0, star);
    String behind = pattern.substring(star + 1);
    return path.length() > before.length() + behind.length()
        && path.startsWith(before)
        && path.endsWith(behind);
  }
}
