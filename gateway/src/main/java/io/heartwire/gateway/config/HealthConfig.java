package io.heartwire.gateway.config;

import io.heartwire.gateway.health.HealthState;
import io.heartwire.gateway.health.Rule;
import io.heartwire.gateway.health.RuleBook;
import io.heartwire.gateway.health.RuleException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How what clients say of themselves is judged: {@code health.*}. */
public record HealthConfig(Map<String, OfRule> rules) {
  private static final int MOST_BEATS = 1_000;

  /** What a client is for which a rule is raised. */
  public enum Verdict {
    /** Something is wrong, and it does its work. */
    DEGRADED(HealthState.DEGRADED),
    /** It does not do its work. */
    UNHEALTHY(HealthState.UNHEALTHY);

    private final HealthState state;

    Verdict(HealthState state) {
      this.state = state;
    }
  }

  /** One rule: {@code health.rules.<name>.*}. */
  public record OfRule(
      @Key(
              value = "",
              doc =
                  "An expression in CEL over what the client said last, such as `status.temp >"
                      + " 80.0`; true is bad. A field that is missing makes the rule unknown. See"
                      + " docs/health.md.",
              allowed = "1 to 1000 characters",
              reload = Reload.AT_ONCE)
          String when,
      @Key(
              name = "for",
              value = "1",
              doc =
                  "So many heartbeats in a row must say so before the rule is raised, or unknown."
                      + " Heartbeats that carry no status do not count.",
              allowed = "1 to 1000",
              reload = Reload.AT_ONCE)
          int beats,
      @Key(
              name = "clear-for",
              value = "inherit",
              doc = "So many in a row must say the opposite before it is clear; as `for`.",
              allowed = "inherit, or 1 to 1000",
              reload = Reload.AT_ONCE)
          Optional<Integer> clearBeats,
      @Key(
              value = "unhealthy",
              doc = "What a client is while the rule is raised.",
              reload = Reload.AT_ONCE)
          Verdict state,
      @Key(
              value = "",
              doc = "For the clients of these groups, separated by commas; empty for all.",
              reload = Reload.AT_ONCE)
          String groups) {

    private Rule rule(String name) {
      return new Rule(
          name,
          when,
          beats,
          clearBeats.orElse(beats),
          state.state,
          Arrays.stream(groups.split(",", -1))
              .map(String::strip)
              .filter(Predicate.not(String::isEmpty))
              .collect(Collectors.toUnmodifiableSet()));
    }

    private void check(String prefix, List<String> problems) {
      try {
        Limits.range(prefix + "for", beats, 1, MOST_BEATS);
        clearBeats.ifPresent(count -> Limits.range(prefix + "clear-for", count, 1, MOST_BEATS));
        RuleBook.check(when);
      } catch (ConfigException e) {
        problems.addAll(e.problems());
      } catch (RuleException e) {
        String line = when.strip().contains("\n") ? "line " + e.line() + ", " : "";
        problems.add(
            prefix
                + "when ("
                + when
                + ") is no rule: "
                + line
                + "column "
                + e.column()
                + ": "
                + e.getMessage()
                + "; correct it, docs/health.md has examples");
      }
    }
  }

  public HealthConfig {
    rules = Map.copyOf(rules);
    Limits.range("the number of health.rules", rules.size(), 0, RuleBook.MAX_RULES);
    List<String> problems = new ArrayList<>();
    new TreeMap<>(rules)
        .forEach((name, rule) -> rule.check("health.rules." + name + ".", problems));
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  /** The rules, in the order of their names. */
  public List<Rule> ruleList() {
    return new TreeMap<>(rules)
        .entrySet().stream().map(entry -> entry.getValue().rule(entry.getKey())).toList();
  }
}
