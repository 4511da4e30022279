package io.heartwire.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an expression says about a status, and what is no rule. */
class RuleCompilerTest {
  private static final RuleCompiler COMPILER = new RuleCompiler();

  /** Of {@code temp=81 fw=1.2.3}; a name that rules know by itself goes where it belongs. */
  static ClientStatus status(String text) {
    Map<String, String> values = new HashMap<>();
    OptionalDouble battery = OptionalDouble.empty();
    String health = "";
    for (String pair : text.isBlank() ? new String[0] : text.split(" ")) {
      String[] parts = pair.split("=", 2);
      switch (parts[0]) {
        case "battery" -> battery = OptionalDouble.of(Double.parseDouble(parts[1]));
        case "health" -> health = parts[1];
        default -> values.put(parts[0], parts[1]);
      }
    }
    return ClientStatus.of(
        new ClientStatus.Numbers(battery, OptionalDouble.empty(), OptionalDouble.empty()),
        health,
        values,
        1,
        UnaryOperator.identity());
  }

  private static Condition.Finding ask(String when, String status) {
    return COMPILER.compile(when).ask(status(status).fields());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "status.temp > 80.0                          ~ temp=81               ~ RAISED",
        "status.temp > 80.0                          ~ temp=80               ~ CLEAR",
        "status.temp > 80                            ~ temp=80.5             ~ RAISED",
        "80 < status.temp                            ~ temp=-1e3             ~ CLEAR",
        "status.temp > 80.0                          ~ battery=0.5           ~ UNKNOWN",
        "!(status.temp > 80.0)                       ~ battery=0.5           ~ UNKNOWN",
        "status.temp > 80.0                          ~ temp=hot              ~ UNKNOWN",
        "status.temp > 80.0                          ~ temp=NaN              ~ UNKNOWN",
        "status.temp > 80.0                          ~ temp=0x100            ~ UNKNOWN",
        "status.temp > 80.0 || status.battery < 0.1  ~ battery=0.05          ~ RAISED",
        "status.temp > 80.0 || status.battery < 0.1  ~ battery=0.5           ~ UNKNOWN",
        "status.temp > 80.0 && status.battery < 0.1  ~ battery=0.5           ~ CLEAR",
        "has(status.temp) && status.temp > 80.0      ~ battery=0.5           ~ CLEAR",
        "!has(status.temp)                           ~ battery=0.5           ~ RAISED",
        "status.health in ['bad','worse']            ~ health=bad            ~ RAISED",
        "status.health in ['bad','worse']            ~ temp=1                ~ UNKNOWN",
        "status['fan speed'] < 100                   ~ temp=1                ~ UNKNOWN",
        "status.fw.startsWith('1.2.')                ~ fw=1.2.3              ~ RAISED",
        "status.fw == 1.2                            ~ fw=1.20               ~ RAISED",
        "status.all(k, k != 'x')                     ~ fw=1                  ~ CLEAR",
      })
  void says(String when, String status, Answer answer) {
    String rule = when.contains(".all(") ? "!" + when : when;
    assertThat(ask(rule, status).answer()).isEqualTo(answer);
  }

  @Test
  void saysWhyNobodyCanSay() {
    assertThat(ask("status.temp > 80.0", "").why()).isEqualTo("status.temp is missing");
    assertThat(ask("status['fan speed'] < 1.0", "").why()).isEqualTo("status.fan speed is missing");
    assertThat(ask("status.temp > 80.0", "temp=hot").why())
        .isEqualTo(
            "_>_ is not defined for what the client sent: a word, perhaps, where a number is"
                + " wanted");
    assertThat(ask("status.temp > 80.0", "temp=1").why()).isEmpty();
  }

  @Test
  void knowsTheFieldsThatAreNamed() {
    assertThat(
            COMPILER
                .compile("has(status.a) && status.b > 1 || status['c d'] == 'x' || 1 > status.b")
                .fields())
        .containsExactlyInAnyOrder("a", "b", "c d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "status.temp >            ~ 1 ~ 14 ~ it ends too early",
        "stauts.temp > 80.0       ~ 1 ~ 1  ~ undeclared reference to 'stauts'",
        "status.temp > 80.0 &&\\nstatus. > 3 ~ 2 ~ 9 ~ no viable alternative",
        "foo(status.temp)         ~ 1 ~ 4  ~ undeclared reference to 'foo'",
        "1 + 1                    ~ 1 ~ 1  ~ does not say yes or no but is a int",
        "status.temp              ~ 1 ~ 1  ~ does not say yes or no but is a dyn",
        "status.t > 8000000000000000000000 ~ 1 ~ 12 ~ For input string",
        "'a' > 1                  ~ 1 ~ 5  ~ no matching overload",
      })
  void pointsAtWhatIsNoRule(String expression, int line, int column, String problem) {
    assertThatThrownBy(() -> COMPILER.compile(expression.replace("\\n", "\n")))
        .asInstanceOf(InstanceOfAssertFactories.type(RuleException.class))
        .satisfies(
            it -> {
              assertThat(it).hasMessageContaining(problem);
              assertThat(it.getMessage()).doesNotContain("expecting", "\n").doesNotEndWith(".");
              assertThat(it.line()).isEqualTo(line);
              assertThat(it.column()).isEqualTo(column);
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Rule.MAX_LENGTH + 1, 1_000_000})
  void refusesALengthThatIsNone(int length) {
    assertThatThrownBy(() -> COMPILER.compile(" ".repeat(length)))
        .isInstanceOf(RuleException.class);
    assertThatThrownBy(() -> COMPILER.compile("1".repeat(length)))
        .isInstanceOf(RuleException.class);
  }

  @Test
  void refusesParenthesesWithoutEnd() {
    String deep = "(".repeat(400) + "true" + ")".repeat(400);
    assertThatThrownBy(() -> COMPILER.compile(deep)).isInstanceOf(RuleException.class);
  }

  @Test
  void boundsWhatAMacroGoesThrough() {
    String list = "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]";
    String cube = list + ".all(a, " + list + ".all(b, " + list + ".all(c, a == b && b == c)))";
    assertThat(ask(cube, "").answer()).isEqualTo(Answer.UNKNOWN);
  }
}
