package io.heartwire.gateway.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree of records from flat settings: every component annotated with {@link Key} is one
 * setting, every other one a branch. All problems are collected, so that a person sees them at
 * once.
 */
final class RecordBinder {
  private final Map<String, String> settings;
  private final Map<String, String> origins;
  private final List<String> problems = new ArrayList<>();

  private RecordBinder(Map<String, String> settings, Map<String, String> origins) {
    this.settings = settings;
    this.origins = origins;
  }

  /**
   * The tree; settings that no component asks for are ignored here.
   *
   * @param origins by key, where its value came from: for the messages
   */
  static <T extends Record> T bind(
      Class<T> type, Map<String, String> settings, Map<String, String> origins) {
    var binder = new RecordBinder(settings, origins);
    Object bound = binder.record(type, "");
    if (bound == null) {
      throw new ConfigException(binder.problems);
    }
    return type.cast(bound);
  }

  private @Nullable Object record(Class<?> type, String prefix) {
    RecordComponent[] components = type.getRecordComponents();
    var values = new Object[components.length];
    int before = problems.size();
    for (int i = 0; i < components.length; i++) {
      Object value = component(components[i], prefix);
      if (value != null) {
        values[i] = value;
      }
    }
    return problems.size() > before ? null : make(type, components, values);
  }

  private @Nullable Object component(RecordComponent component, String prefix) {
    String path = prefix + Catalogue.word(component);
    Class<?> type = component.getType();
    if (type == Map.class) {
      return map(Catalogue.argument(component.getGenericType(), 1), path + ".");
    }
    if (type.isRecord() && component.getAnnotation(Key.class) == null) {
      return record(type, path + ".");
    }
    Key key = component.getAnnotation(Key.class);
    if (key == null) {
      throw new IllegalStateException(component + " has no @Key");
    }
    String text = settings.getOrDefault(path, key.value());
    try {
      return value(path, text.strip(), component.getGenericType());
    } catch (ConfigException e) {
      String origin = origins.getOrDefault(path, "");
      e.problems().forEach(p -> problems.add(origin.isEmpty() ? p : origin + ": " + p));
      return null;
    }
  }

  private static Object value(String path, String text, Type type) {
    if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
      return text.equals("auto") || text.equals("inherit") || text.isEmpty()
          ? Optional.empty()
          : Optional.of(ValueParser.parse(path, text, Catalogue.argument(type, 0)));
    }
    return ValueParser.parse(path, text, (Class<?>) type);
  }

  private Map<String, Object> map(Class<?> type, String prefix) {
    Set<String> names = new TreeSet<>();
    for (String key : settings.keySet()) {
      int end = key.startsWith(prefix) ? key.lastIndexOf('.') : -1;
      if (end > prefix.length()) {
        names.add(key.substring(prefix.length(), end));
      }
    }
    var map = new TreeMap<String, Object>();
    for (String name : names) {
      Object value = record(type, prefix + name + ".");
      if (value != null) {
        map.put(name, value);
      }
    }
    return map;
  }

  private @Nullable Object make(Class<?> type, RecordComponent[] components, Object[] values) {
    Class<?>[] parameters =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(parameters).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException problem) {
        problems.addAll(
            problem instanceof ConfigException many
                ? many.problems()
                : List.of(String.valueOf(problem.getMessage())));
        return null;
      }
      throw new IllegalStateException("cannot make " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }
}
