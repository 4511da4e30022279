package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Files of older gateways have the first steps behind them: those keep their places. */
class SchemaTest {
  private static final Pattern MADE = Pattern.compile("CREATE TABLE (\\w+)");

  @Test
  void newStepsComeLast() {
    assertThat(
            Schema.STEPS.stream()
                .map(step -> MADE.matcher(String.join(";", step)))
                .map(made -> made.find() ? made.group(1) : "no table"))
        .startsWith(
            "meta", "dead_letter", "message", "timeout", "group_version", "target", "audit");
  }
}
