package io.heartwire.gateway.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tells the keys that can change while the gateway runs from those that cannot. */
final class LiveKeys {
  private LiveKeys() {}

  /**
   * The value of one key.
   *
   * @param value to compare
   * @param shown for people
   */
  record Value(Object value, String shown) {
    /** Of a key below a name that is not there. */
    static final Value NONE = new Value(Value.class, "none");

    boolean is(Value other) {
      return value.equals(other.value());
    }

    static Value of(Key key, Object value) {
      boolean unset = value instanceof Optional<?> optional && optional.isEmpty();
      String text = unset ? key.value() : Text.of(value);
      return new Value(value, key.secret() ? "***" : text);
    }
  }

  /** Every key of {@code config} with its value. */
  static Map<String, Value> values(GatewayConfig config) {
    var values = new TreeMap<String, Value>();
    collect(config, "", values);
    return values;
  }

  private static void collect(Object tree, String prefix, Map<String, Value> into) {
    for (RecordComponent component : tree.getClass().getRecordComponents()) {
      String path = prefix + Catalogue.word(component);
      Key key = component.getAnnotation(Key.class);
      Object value = read(component, tree);
      if (value instanceof Map<?, ?> map) {
        map.forEach((name, branch) -> collect(branch, path + "." + name + ".", into));
      } else if (key == null) {
        collect(value, path + ".", into);
      } else {
        into.put(path, Value.of(key, value));
      }
    }
  }

  /** {@code running} with the keys of {@code read} that need no restart. */
  static GatewayConfig merge(GatewayConfig running, GatewayConfig read) {
    return (GatewayConfig) merged(running, read, "");
  }

  private static Object merged(Object running, Object read, String prefix) {
    RecordComponent[] components = running.getClass().getRecordComponents();
    var values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String path = prefix + Catalogue.word(components[i]);
      Object old = read(components[i], running);
      Object now = read(components[i], read);
      if (old instanceof Map) {
        values[i] = Catalogue.isLive(path + ".*.") ? now : old;
      } else if (components[i].getAnnotation(Key.class) == null) {
        values[i] = merged(old, now, path + ".");
      } else {
        values[i] = Catalogue.reload(path) == Reload.RESTART ? old : now;
      }
    }
    return make(running.getClass(), components, values);
  }

  private static Object read(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static Object make(Class<?> type, RecordComponent[] components, Object[] values) {
    Class<?>[] parameters =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(parameters).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof ConfigException problem) {
        throw problem;
      }
      throw new IllegalStateException("cannot make " + type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + type, e);
    }
  }
}
