package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Keeps docs/metrics.md as the enum has it; {@code -Dheartwire.docs=write} writes it. */
class MetricsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");

  private static final String HEAD =
      """
      # Metrics

      <!-- Generated from io.heartwire.gateway.admin.PrometheusMetric; do not edit. -->

      `GET /metrics` on the administration port (7480), as Prometheus text, or as OpenMetrics where
      the scraper asks for it. Counters begin at 0 when the process starts. Beside those below there
      are Micrometer's for the JVM and the process (`jvm_*`, `process_*`, `system_*`).

      | metric | type | label | |
      |---|---|---|---|
      """;

  @Test
  void thePageSaysWhatTheEnumsSay() throws IOException {
    String page = page();
    if ("write".equals(System.getProperty("heartwire.docs"))) {
      Files.writeString(PAGE, page);
    }

    assertThat(Files.readString(PAGE))
        .as("run: mvn test -pl gateway -am -Dheartwire.docs=write")
        .isEqualTo(page);
  }

  private static String page() {
    var page = new StringBuilder(HEAD);
    for (PrometheusMetric metric : PrometheusMetric.all()) {
      page.append("| `").append(metric.prometheusName()).append("` | ");
      page.append(metric.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')).append(" | ");
      page.append(metric.label().isEmpty() ? "" : "`" + metric.label() + "`").append(" | ");
      page.append(metric.help()).append(" |\n");
    }
    return page.toString();
  }
}
