package io.heartwire.cli.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule of the house complains about code that was written to break it. */
class RulesCanFailTest {
  private static final String ROOT = "io.heartwire.cli.house.broken";
  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(ROOT);

  @TempDir Path directory;

  static Stream<ArchRule> rules() {
    return Stream.of(Dependencies.under(ROOT), Manners.under(ROOT), Verdicts.under(ROOT))
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void complainsAboutBrokenCode(ArchRule rule) {
    assertThat(rule.evaluate(BROKEN).hasViolation()).isTrue();
  }

  @Test
  void complainsAboutAFileThatIsTooLong() throws IOException {
    Path file = file("Long.java", "//\n".repeat(SourceRules.MAX_FILE_LINES + 1));
    assertThat(SourceRules.tooLongFiles(List.of(file))).hasSize(1);
    assertThat(SourceRules.tooLongFiles(List.of(file("Short.java", "//\n")))).isEmpty();
  }

  @Test
  void complainsAboutAMethodThatIsTooLong() throws IOException {
    String body = "int i = 0;\n".repeat(SourceRules.MAX_METHOD_LINES);
    Path file = file("Long.java", "class Long {\n void run() {\n" + body + "}\n void ok() {}\n}");
    assertThat(SourceRules.tooLongMethods(List.of(file)))
        .singleElement()
        .asString()
        .contains("run has 62 lines");
  }

  @Test
  void complainsAboutALinkToNowhere() throws IOException {
    file("there.md", "# A Heading, with `code`\n");
    Path page =
        file(
            "page.md",
            "[a](there.md) [b](there.md#a-heading-with-code) [c](gone.md) [d](there.md#gone)\n"
                + "```\n[e](not-a-link.md)\n```\n[f](https://example.org/)\n");
    assertThat(SourceRules.deadLinks(List.of(page)))
        .hasSize(2)
        .anyMatch(complaint -> complaint.contains("gone.md,"))
        .anyMatch(complaint -> complaint.contains("there.md#gone"));
  }

  @Test
  void readsTheNumbersOfTraps() throws IOException {
    Path test =
        file("SomeTest.java", "// trap 6\n// Traps 26, 27 and 36: all of them\n// trapped 9\n");
    assertThat(SourceRules.trapsNamed(List.of(test))).containsExactly(6, 26, 27, 36);
  }

  @Test
  void complainsAboutWorkThatWasPutOff() throws IOException {
    assertThat(SourceRules.leftovers(List.of(file("A.java", "// TODO later\n")))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"@Dis|abled", "@Enabled|OnOs(LINUX)", "Assump|tions.", "ass|umeTrue(x)"})
  void complainsAboutATestThatIsSwitchedOffHereOrSomewhere(String brokenInTwo) throws IOException {
    Path file = file("B.java", brokenInTwo.replace("|", ""));
    assertThat(SourceRules.leftovers(List.of(file))).hasSize(1);
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
