package io.heartwire.cli.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The product keeps the house rules. That each rule can fail is {@link RulesCanFailTest}'s part.
 */
class HouseRulesTest {
  private static final String ROOT = "io.heartwire";
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private final Path project = Sources.root();

  static Stream<ArchRule> rules() {
    return Stream.of(Dependencies.under(ROOT), Manners.under(ROOT), Verdicts.under(ROOT))
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theProductKeeps(ArchRule rule) {
    rule.check(PRODUCT);
  }

  @Test
  void everyModuleIsLookedAt() {
    assertThat(
            List.of(
                "core", "netty", "wire", "client", "doctor", "gateway", "redis", "sinks", "cli"))
        .allMatch(
            module -> PRODUCT.stream().anyMatch(t -> t.getName().startsWith(ROOT + "." + module)));
  }

  @Test
  void noFileIsLongerThanAPersonReads() {
    assertThat(SourceRules.tooLongFiles(Sources.endingWith(project, ".java"))).isEmpty();
  }

  @Test
  void noMethodIsLongerThanAScreen() {
    assertThat(SourceRules.tooLongMethods(Sources.endingWith(project, ".java"))).isEmpty();
  }

  @Test
  void noWorkIsPutOffAndNoTestIsSwitchedOff() {
    List<Path> files =
        Sources.endingWith(project, ".java").stream()
            .filter(f -> !f.toString().contains("/cli/house/"))
            .toList();
    assertThat(SourceRules.leftovers(files)).isEmpty();
  }

  @Test
  void everyLinkOfThePagesLeadsSomewhere() {
    List<Path> pages = Sources.endingWith(project, ".md");
    assertThat(pages).isNotEmpty();
    assertThat(SourceRules.deadLinks(pages)).isEmpty();
  }

  @Test
  void everyTrapHasATest() {
    var wanted = new TreeSet<Integer>();
    List<IntStream> ranges = List.of(IntStream.rangeClosed(1, 37), IntStream.rangeClosed(39, 55));
    ranges.forEach(range -> range.forEach(wanted::add));
    List<Path> tests = new ArrayList<>(Sources.java(project, "test"));
    tests.removeIf(test -> test.toString().contains("/cli/house/"));
    wanted.removeAll(SourceRules.trapsNamed(tests));
    assertThat(wanted).as("numbers of traps that no test names").isEmpty();
  }
}
