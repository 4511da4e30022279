package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Keeps docs/configuration.md as the records have it; {@code -Dheartwire.docs=write} writes it. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("..", "docs", "configuration.md");

  @Test
  void thePageSaysWhatTheRecordsSay() throws IOException {
    String page = page();
    if ("write".equals(System.getProperty("heartwire.docs"))) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }

    assertThat(Files.readString(PAGE))
        .as("run: mvn test -pl gateway -am -Dheartwire.docs=write")
        .isEqualTo(page);
  }

  @Test
  void everyKeyIsDocumentedAndItsDefaultCanBeRead() {
    for (Catalogue.Entry entry : Catalogue.of(GatewayConfig.class)) {
      assertThat(entry.key().doc()).as(entry.path()).endsWith(".");
      String text = entry.key().value();
      if (!text.isEmpty() && !text.equals("auto") && !text.equals("inherit")) {
        Object value = ValueParser.parse(entry.path(), text, entry.type());
        assertThat(Text.of(value)).as(entry.path()).isEqualTo(text);
      }
    }
  }

  private static String page() {
    var page = new StringBuilder(HEAD);
    String section = "none yet";
    for (Catalogue.Entry entry : Catalogue.of(GatewayConfig.class)) {
      String head = section(entry.path());
      if (!head.equals(section)) {
        section = head;
        page.append("\n## ").append(head.isEmpty() ? "The gateway itself" : "`" + head + "`");
        page.append("\n\n| key | default | allowed | reload | |\n|---|---|---|---|---|\n");
      }
      page.append("| `").append(entry.path().replace("*", "<name>")).append("` | ");
      page.append(entry.key().value().isEmpty() ? "" : "`" + entry.key().value() + "`");
      page.append(" | ").append(allowed(entry)).append(" | ");
      page.append(reload(entry)).append(" | ");
      page.append(entry.key().doc()).append(" |\n");
    }
    return page.toString();
  }

  private static String section(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(0, dot).replace("*", "<name>");
  }

  private static String reload(Catalogue.Entry entry) {
    return entry.key().reload() == Reload.RESTART ? "" : entry.key().reload().words();
  }

  private static String allowed(Catalogue.Entry entry) {
    if (!entry.key().allowed().isEmpty()) {
      return entry.key().allowed();
    }
    String inherit = entry.key().value().equals("inherit") ? "inherit, or " : "";
    return inherit + ValueParser.allowed(entry.type()).toLowerCase(Locale.ROOT);
  }

  private static final String HEAD =
      """
      # Configuration

      <!-- Generated from the records in io.heartwire.gateway.config; do not edit. -->

      One YAML file, the environment over it, `--set` over that; the last one that names a key wins.

      ```yaml
      # heartwire serve --config heartwire.yaml
      listeners:
        tcp:
          host: 0.0.0.0
      auth:
        tokens-file: tokens.yaml   # vans: {secret: ..., group: vans}
      liveness:
        interval: 30s
        timeout: 90s
      groups:
        vans:
          timeout: 5m
      ```

      - **Environment:** the key in capitals, `.` and `-` as `_`, after `HEARTWIRE_`:
        `HEARTWIRE_LIVENESS_TIMEOUT=30s`. Of a name of your choice every character but letters and digits
        is `_`: `HEARTWIRE_AUTH_TOKENS_MY_VANS_SECRET` is the secret of `my-vans` if another source (a
        file, `--set`) has such an entry, and of a new one, `my_vans`, if none has. Where two entries fit,
        it is refused.
      - **Command line:** `--set liveness.timeout=30s`, as often as you like.
      - **Times** are `500ms`, `30s`, `2m`, `1h`, `7d` or ISO 8601 (`PT30S`). **Sizes** are `4096`,
        `64KiB` (1,024 bytes each) or `64kB` (1,000 bytes each).
      - `heartwire config check` finds mistakes without starting anything; an unknown key is one.
        `heartwire config show` lists every value, where it came from, and what the values come to.
      - SIGHUP or `heartwire config reload` has a running gateway read all of it again. The column
        "reload" says when a new value takes effect; where it is empty, after a restart.
      """;
}
