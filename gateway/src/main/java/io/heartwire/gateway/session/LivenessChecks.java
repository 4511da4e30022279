package io.heartwire.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the liveness check has been turned on or off while running, by listener, group and client.
 * Thread safe.
 *
 * <p>The most particular setting counts: client before group before listener before configuration.
 * At most {@value #MAX_SETTINGS} settings are kept; one more is refused.
 */
public final class LivenessChecks {
  /** How many settings are kept. */
  public static final int MAX_SETTINGS = 10_000;

  private final ConcurrentHashMap<Target, Boolean> settings = new ConcurrentHashMap<>();

  /** What a setting is about. */
  public enum Scope {
    /** All clients of one listener. */
    LISTENER,
    /** All clients of one group. */
    GROUP,
    /** One client. */
    CLIENT
  }

  /**
   * One listener, group or client.
   *
   * @param scope which of them
   * @param name its name
   */
  public record Target(Scope scope, String name) {
    boolean concerns(Session session) {
      return switch (scope) {
        case LISTENER -> session.listener().equals(name);
        case GROUP -> session.group().equals(name);
        case CLIENT -> session.clientId().value().equals(name);
      };
    }
  }

  /**
   * One setting made while running.
   *
   * @param target what it is about
   * @param enabled whether silence is judged there
   */
  public record Setting(Target target, boolean enabled) {}

  /** All settings, in no order. */
  public List<Setting> settings() {
    List<Setting> all = new ArrayList<>();
    settings.forEach((target, enabled) -> all.add(new Setting(target, enabled)));
    return all;
  }

  /** What applies to {@code session}; empty if only the configuration says. */
  public Optional<Boolean> settingFor(Session session) {
    return decisiveFor(session).map(Setting::enabled);
  }

  /** The same with the target for which it was set. */
  public Optional<Setting> decisiveFor(Session session) {
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    return settingOf(new Target(Scope.CLIENT, session.clientId().value()))
        .or(() -> settingOf(new Target(Scope.GROUP, session.group())))
        .or(() -> settingOf(new Target(Scope.LISTENER, session.listener())));
  }

  /** What was set for {@code target} itself, if anything was. */
  public Optional<Setting> settingOf(Target target) {
    return Optional.ofNullable(settings.get(target)).map(enabled -> new Setting(target, enabled));
  }

  /** Makes a setting, or removes it ({@code enabled} empty); the registry tells the connections. */
  void set(Target target, Optional<Boolean> enabled) {
    if (enabled.isEmpty()) {
      settings.remove(target);
      return;
    }
    if (settings.size() >= MAX_SETTINGS && !settings.containsKey(target)) {
      throw new IllegalStateException(
          "check settings: "
              + settings.size()
              + " of "
              + MAX_SETTINGS
              + " are in use: remove some, or use a group");
    }
    settings.put(target, enabled.get());
  }
}
