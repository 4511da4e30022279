package io.heartwire.gateway.dispatch;

import io.heartwire.wire.Printable;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The types of messages, made as they are met. Thread safe.
 *
 * <p>Clients choose the names, so there is a bound: those of the configuration are always tracked,
 * then the first {@value #TRACKED_MAX} that come; all others are one, named {@value #OTHER}.
 */
final class HandlerTypes {
  /** The name of all types that are not tracked. A type that has this name is one of them. */
  static final String OTHER = "other";

  /** The most types tracked beside those of the configuration. */
  static final int TRACKED_MAX = 100;

  private final DispatchSettings settings;
  private final Map<String, HandlerType> types = new ConcurrentHashMap<>();
  private final AtomicInteger met = new AtomicInteger();
  private final HandlerType other;

  HandlerTypes(DispatchSettings settings) {
    this.settings = settings;
    this.other = made(OTHER);
    types.put(OTHER, other);
    settings.types().keySet().forEach(name -> types.putIfAbsent(name, made(name)));
  }

  /** The type of this name, or the one that stands for all that are not tracked. */
  HandlerType of(String name) {
    HandlerType known = types.get(name);
    if (known != null) {
      return known;
    }
    HandlerType admitted = admit(name);
    return admitted == null ? other : admitted;
  }

  /**
   * The type of this name, tracked from now on.
   *
   * @throws IllegalStateException if there is no room for it
   */
  HandlerType tracked(String name) {
    HandlerType known = types.get(name);
    HandlerType found = known == null ? admit(name) : known;
    if (found == null) {
      throw new IllegalStateException(
          "types of messages tracked are "
              + TRACKED_MAX
              + " of "
              + TRACKED_MAX
              + ": set dispatch.types."
              + Printable.of(name)
              + ".model in the configuration, or change the model of '"
              + OTHER
              + "'");
    }
    return found;
  }

  private @Nullable HandlerType admit(String name) {
    if (met.get() >= TRACKED_MAX) {
      return null;
    }
    if (met.incrementAndGet() > TRACKED_MAX) {
      met.decrementAndGet();
      return null;
    }
    HandlerType fresh = made(name);
    HandlerType earlier = types.putIfAbsent(name, fresh);
    if (earlier == null) {
      return fresh;
    }
    met.decrementAndGet();
    return earlier;
  }

  private HandlerType made(String name) {
    return new HandlerType(name, settings);
  }

  void rotate() {
    types.values().forEach(HandlerType::rotate);
  }

  void loopUse(Dispatcher.LoopUse each) {
    types.values().forEach(type -> type.loopUse(each));
  }

  /** All of them by name. */
  List<HandlerFigures> figures() {
    return types.values().stream()
        .map(HandlerType::figures)
        .sorted(Comparator.comparing(HandlerFigures::type))
        .toList();
  }
}
