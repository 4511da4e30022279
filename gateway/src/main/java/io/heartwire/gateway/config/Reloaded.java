package io.heartwire.gateway.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What comes of reading the configuration again while it is in force.
 *
 * @param config what is in force from now on: of what was read, the keys that need no restart
 * @param changed what takes effect
 * @param needsRestart what was read and is not in force
 */
public record Reloaded(GatewayConfig config, List<Change> changed, List<Change> needsRestart) {
  /**
   * One key whose value differs.
   *
   * @param before the value in force before; a secret is not shown
   * @param after the value that was read
   * @param takesEffect when
   */
  public record Change(String key, String before, String after, Reload takesEffect) {}

  public Reloaded {
    changed = List.copyOf(changed);
    needsRestart = List.copyOf(needsRestart);
  }

  /** What is changed as it was, in one line: {@code key=value, key=value}. */
  public String before() {
    return values(Change::before);
  }

  /** What is changed as it is now, in one line. */
  public String after() {
    return values(Change::after);
  }

  private String values(Function<Change, String> value) {
    return changed.stream()
        .map(change -> change.key() + "=" + value.apply(change))
        .collect(Collectors.joining(", "));
  }

  /**
   * Compares; changes nothing.
   *
   * @param started what the gateway was started with
   * @param running what is in force
   * @param read what the sources say now
   * @throws ConfigException if what would then be in force contradicts itself
   */
  public static Reloaded of(GatewayConfig started, GatewayConfig running, GatewayConfig read) {
    GatewayConfig merged = LiveKeys.merge(running, read);
    var changed = new ArrayList<Change>();
    var needsRestart = new ArrayList<Change>();
    Map<String, LiveKeys.Value> before = LiveKeys.values(running);
    Map<String, LiveKeys.Value> after = LiveKeys.values(read);
    var keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (String key : keys) {
      LiveKeys.Value old = before.getOrDefault(key, LiveKeys.Value.NONE);
      LiveKeys.Value now = after.getOrDefault(key, LiveKeys.Value.NONE);
      if (!old.is(now)) {
        Reload takesEffect = Catalogue.reload(key);
        (takesEffect == Reload.RESTART ? needsRestart : changed)
            .add(new Change(key, old.shown(), now.shown(), takesEffect));
      }
    }
    needsRestart.addAll(computedAtStart(started, merged));
    return new Reloaded(merged, changed, needsRestart);
  }

  /** What {@code auto} came to at the start and would come to now. */
  private static List<Change> computedAtStart(GatewayConfig started, GatewayConfig merged) {
    var changes = new ArrayList<Change>();
    Map<String, String> then = Settings.computed(started);
    Map<String, LiveKeys.Value> values = LiveKeys.values(merged);
    Settings.computed(merged)
        .forEach(
            (key, now) -> {
              String old = then.getOrDefault(key, now);
              boolean auto = values.getOrDefault(key, LiveKeys.Value.NONE).shown().equals("auto");
              if (auto && !old.equals(now) && Catalogue.reload(key) == Reload.RESTART) {
                changes.add(
                    new Change(key, "auto (" + old + ")", "auto (" + now + ")", Reload.RESTART));
              }
            });
    return changes;
  }
}
