package io.heartwire.gateway.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules that the clients of one group are judged by, compiled. Immutable, thread safe. */
final class Rules {
  static final Rules NONE = new Rules(List.of());

  /** A rule, and what became of its expression. */
  record Compiled(Rule rule, Condition condition) {}

  private final List<Compiled> all;

  /** At most {@link RuleBook#MAX_RULES}, so that each is a bit. */
  Rules(List<Compiled> all) {
    this.all = List.copyOf(all);
  }

  int size() {
    return all.size();
  }

  String name(int rule) {
    return all.get(rule).rule().name();
  }

  HealthState raises(int rule) {
    return all.get(rule).rule().raises();
  }

  /** How many heartbeats in a row must answer so. */
  int beats(int rule, Answer answer) {
    Rule its = all.get(rule).rule();
    return answer == Answer.CLEAR ? its.clearBeats() : its.beats();
  }

  /** True if a client need not be judged anew that was judged by {@code other}. */
  boolean sameAs(Rules other) {
    return rules().equals(other.rules());
  }

  private List<Rule> rules() {
    return all.stream().map(Compiled::rule).toList();
  }

  /** What all of them say about {@code status}. Takes microseconds, the first time far more. */
  Answers ask(ClientStatus status) {
    Map<String, Object> fields = status.fields();
    int raised = 0;
    int unknown = 0;
    for (int i = 0; i < all.size(); i++) {
      switch (all.get(i).condition().ask(fields).answer()) {
        case RAISED -> raised |= 1 << i;
        case UNKNOWN -> unknown |= 1 << i;
        case CLEAR -> {}
      }
    }
    return new Answers(raised, unknown, DeviceWord.of(status.health()));
  }

  /** The same for people, in order. */
  List<RuleAnswer> explain(ClientStatus status) {
    Map<String, Object> fields = status.fields();
    return all.stream()
        .map(
            compiled -> {
              Condition.Finding finding = compiled.condition().ask(fields);
              Rule rule = compiled.rule();
              return new RuleAnswer(rule.name(), rule.when(), finding.answer(), finding.why());
            })
        .toList();
  }

  /** Of {@code status}, what the rule of this name looks at; of the device's own word, that. */
  Map<String, String> values(String name, ClientStatus status) {
    Map<String, String> values = new TreeMap<>();
    if (name.equals(Health.DEVICE)) {
      put(values, "health", status.text("health"));
    }
    for (Compiled compiled : all) {
      if (compiled.rule().name().equals(name)) {
        compiled.condition().fields().forEach(field -> put(values, field, status.text(field)));
      }
    }
    return new LinkedHashMap<>(values);
  }

  private static void put(Map<String, String> values, String name, @Nullable String value) {
    if (value != null) {
      values.put(name, value);
    }
  }
}
