package io.heartwire.gateway.session;

import io.heartwire.gateway.cluster.Scope;
import io.heartwire.gateway.cluster.SharedSetting;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How checks and levers are written down for all gateways, and read by them. */
public final class SharedForm {
  private static final String ENABLED = "enabled";
  private static final String SCOPE = "scope";
  private static final String NAME = "name";
  private static final String MORE = "moreMs";
  private static final String BY = "by";

  private SharedForm() {}

  /** By which the check of {@code target} is kept: {@code client dev-1}. */
  public static String name(LivenessChecks.Target target) {
    return target.scope().name().toLowerCase(Locale.ROOT) + " " + target.name();
  }

  /** Whether silence is judged at {@code target}. */
  public static SharedSetting check(LivenessChecks.Target target, boolean enabled) {
    return SharedSetting.lasting(
        SharedSetting.Kind.CHECK, name(target), Map.of(ENABLED, Boolean.toString(enabled)));
  }

  /**
   * What {@code shared} says.
   *
   * @throws IllegalArgumentException if it is no such thing
   */
  static LivenessChecks.Setting check(SharedSetting shared) {
    int space = shared.name().indexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("'" + shared.name() + "' has no scope");
    }
    String scope = shared.name().substring(0, space).toUpperCase(Locale.ROOT);
    return new LivenessChecks.Setting(
        new LivenessChecks.Target(
            LivenessChecks.Scope.valueOf(scope), shared.name().substring(space + 1)),
        Boolean.parseBoolean(shared.text(ENABLED)));
  }

  /** {@code wish}, which was put in force under {@code id}. */
  public static SharedSetting lever(long id, LeverDesk.Wish wish) {
    return new SharedSetting(
        kind(wish.kind()),
        Long.toString(id),
        Map.of(
            SCOPE, wish.scope().kind().name(),
            NAME, wish.scope().name(),
            MORE, Long.toString(wish.more().toMillis()),
            BY, wish.by()),
        Optional.of(wish.time()));
  }

  /** Under which levers of {@code kind} are kept. */
  public static SharedSetting.Kind kind(TimedLever.Kind kind) {
    return switch (kind) {
      case HOLD -> SharedSetting.Kind.HOLD;
      case EXTENSION -> SharedSetting.Kind.EXTENSION;
    };
  }

  /**
   * What {@code shared} asks for, for the time that is left.
   *
   * @throws IllegalArgumentException if it is no such thing
   */
  static LeverDesk.Wish wish(SharedSetting shared) {
    TimedLever.Kind kind =
        shared.kind() == SharedSetting.Kind.HOLD ? TimedLever.Kind.HOLD : TimedLever.Kind.EXTENSION;
    return new LeverDesk.Wish(
        kind,
        new Scope(Scope.Kind.valueOf(shared.text(SCOPE)), shared.text(NAME)),
        Duration.ofMillis(Long.parseLong(shared.text(MORE))),
        shared.left().orElse(Duration.ZERO),
        shared.text(BY));
  }
}
