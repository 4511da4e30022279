package io.heartwire.cli.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** What code calls and what it is called. */
final class Manners {
  /** Clocks, sleep, threads and randomness that nobody passed in. */
  private static final Set<String> AMBIENT =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.Thread.sleep",
          "java.lang.Thread.<init>",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.Random.<init>",
          "java.security.SecureRandom.<init>",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.util.random.RandomGenerator.getDefault",
          "java.util.random.RandomGenerator.of",
          "java.time.InstantSource.system",
          "java.time.Clock.systemUTC",
          "java.time.Clock.systemDefaultZone",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now",
          "java.time.LocalDate.now",
          "java.time.ZonedDateTime.now",
          "java.time.OffsetDateTime.now");

  private static final Pattern BANNED_NAME =
      Pattern.compile(".*(Utils?|Helpers?|Managers?|Impl|Constants|Common)([A-Z0-9].*)?");

  /** Where the client library, which has no main method, takes a clock if nobody gives it one. */
  private static final String CLIENT_DEFAULTS = "io.heartwire.client.ClientGroup$Builder";

  private Manners() {}

  static List<ArchRule> under(String root) {
    return List.of(
        ambientCallsOnlyInCompositionRoots(),
        noClasses()
            .that()
            .resideOutsideOfPackage(root + ".cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .because("a library neither prints nor ends the process"),
        noClasses()
            .should()
            .haveNameMatching(BANNED_NAME.pattern())
            .because("a name says what a class does"),
        noClasses()
            .should()
            .resideInAnyPackage("..util..", "..utils..", "..impl..", "..common..", "..helper..")
            .because("a package is named after what it is about"),
        classes().should(liveInANullMarkedPackage()),
        classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces()
            .and(not(extendableByUsers()))
            .should(beFinalOrSealed()));
  }

  /** The one class that users extend. */
  private static DescribedPredicate<JavaClass> extendableByUsers() {
    return simpleName("IdleStateHandler").or(assignableTo("io.heartwire.netty.IdleStateHandler"));
  }

  /** A composition root is a class with a main method; what it reads it passes on. */
  private static ArchRule ambientCallsOnlyInCompositionRoots() {
    return noClasses()
        .that(not(compositionRoots()))
        .should()
        .callCodeUnitWhere(ambient())
        .because("now and randomness are parameters: only a composition root reads a clock");
  }

  private static DescribedPredicate<JavaClass> compositionRoots() {
    return DescribedPredicate.describe(
        "are composition roots",
        type ->
            type.getName().equals(CLIENT_DEFAULTS)
                || type.getMethods().stream()
                    .anyMatch(
                        method ->
                            method.getName().equals("main")
                                && method.getModifiers().contains(JavaModifier.STATIC)));
  }

  private static DescribedPredicate<JavaCall<?>> ambient() {
    return DescribedPredicate.describe(
        "reads a clock, a random source, sleeps or starts a thread",
        call -> {
          CodeUnitCallTarget target = call.getTarget();
          return AMBIENT.contains(target.getOwner().getName() + "." + target.getName());
        });
  }

  private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return condition(
        "live in a @NullMarked package",
        type -> type.getPackage().isAnnotatedWith(NullMarked.class),
        "lives in a package without @NullMarked");
  }

  private static ArchCondition<JavaClass> beFinalOrSealed() {
    return condition(
        "be final, sealed, a record or an enum",
        type ->
            type.getModifiers().contains(FINAL)
                || type.isRecord()
                || type.isEnum()
                || type.reflect().isSealed(),
        "is public and can be extended by anybody");
  }

  private static ArchCondition<JavaClass> condition(
      String words, java.util.function.Predicate<JavaClass> holds, String complaint) {
    return new ArchCondition<>(words) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!holds.test(type)) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " " + complaint));
        }
      }
    };
  }
}
