package io.heartwire.gateway.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All rules, compiled, by group. Immutable, thread safe. */
public final class RuleBook {
  /** The most rules there can be. */
  public static final int MAX_RULES = 32;

  /** No rules: clients are what they say they are. Loads nothing of CEL. */
  public static final RuleBook NONE = new RuleBook(List.of(), Map.of(), Rules.NONE);

  private final List<Rule> rules;
  private final Map<String, Rules> ofGroup;
  private final Rules ofOthers;

  private RuleBook(List<Rule> rules, Map<String, Rules> ofGroup, Rules ofOthers) {
    this.rules = List.copyOf(rules);
    this.ofGroup = ofGroup;
    this.ofOthers = ofOthers;
  }

  /**
   * Compiles {@code rules}, which must be at most {@value #MAX_RULES}. The first time in a process
   * takes some hundred milliseconds more, for the classes of CEL.
   *
   * @throws RuleException if one is no rule
   */
  public static RuleBook compile(List<Rule> rules) {
    if (rules.isEmpty()) {
      return NONE;
    }
    if (rules.size() > MAX_RULES) {
      throw new IllegalArgumentException(
          rules.size() + " rules are more than " + MAX_RULES + ": take some out");
    }
    var compiler = new RuleCompiler();
    List<Rules.Compiled> all = new ArrayList<>();
    Set<String> named = new TreeSet<>();
    for (Rule rule : rules) {
      all.add(new Rules.Compiled(rule, compiler.compile(rule.when())));
      named.addAll(rule.groups());
    }
    Map<String, Rules> ofGroup = new HashMap<>();
    named.forEach(
        group ->
            ofGroup.put(
                group, new Rules(all.stream().filter(it -> it.rule().concerns(group)).toList())));
    return new RuleBook(
        rules,
        Map.copyOf(ofGroup),
        new Rules(all.stream().filter(it -> it.rule().groups().isEmpty()).toList()));
  }

  /**
   * Throws if {@code expression} is no rule.
   *
   * @throws RuleException that says why
   */
  public static void check(String expression) {
    new RuleCompiler().compile(expression);
  }

  List<Rule> rules() {
    return rules;
  }

  Rules of(String group) {
    return ofGroup.getOrDefault(group, ofOthers);
  }

  /** What the rules for {@code group} say about {@code status}, for people. */
  public List<RuleAnswer> explain(String group, ClientStatus status) {
    return of(group).explain(status);
  }
}
