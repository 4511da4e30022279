package io.heartwire.cli.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Which module and which package may know which. {@code root} is {@code io.heartwire}, or the root
 * of packages that break the rules on purpose.
 */
final class Dependencies {
  private Dependencies() {}

  static List<ArchRule> under(String root) {
    return Stream.of(
            modules(root),
            libraries(root),
            heavyLibraries(root),
            insideTheGateway(root),
            aroundTheEngine(root),
            aroundHealth(root),
            aroundTargets(root))
        .flatMap(List::stream)
        .toList();
  }

  private static List<ArchRule> modules(String root) {
    return List.of(
        module(root, "core"),
        module(root, "netty", "core"),
        module(root, "wire", "core", "netty"),
        module(root, "client", "core", "netty", "wire"),
        module(root, "doctor", "core"),
        module(root, "gateway", "core", "netty", "wire", "doctor"),
        module(root, "redis", "core", "netty", "wire", "doctor", "gateway"),
        module(root, "sinks", "core", "netty", "wire", "doctor", "gateway"),
        slices().matching(root + ".(*)..").should().beFreeOfCycles(),
        slices().matching(root + ".*.(*)..").should().beFreeOfCycles().allowEmptyShould(true));
  }

  /** Nothing of ours but {@code known} and itself. */
  private static ArchRule module(String root, String module, String... known) {
    String[] strangers =
        Stream.of("core", "netty", "wire", "client", "doctor", "gateway", "redis", "sinks", "cli")
            .filter(name -> !name.equals(module) && !Arrays.asList(known).contains(name))
            .map(name -> root + "." + name + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(root + "." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(strangers)
        .because(
            "of ours, "
                + module
                + " may know "
                + (known.length == 0 ? "nothing" : Arrays.asList(known)));
  }

  private static List<ArchRule> heavyLibraries(String root) {
    return List.of(
        noClasses()
            .that()
            .resideOutsideOfPackage(root + ".sinks..")
            .should()
            .dependOnClassesThat(Packages.under("org.apache.kafka"))
            .because("heavy clients stay off everybody else's class path"),
        noClasses()
            .that()
            .resideOutsideOfPackages(root + ".sinks..", root + ".redis..")
            .should()
            .dependOnClassesThat(Packages.under("io.lettuce"))
            .because("heavy clients stay off everybody else's class path"));
  }

  private static List<ArchRule> libraries(String root) {
    return List.of(
        classes()
            .that()
            .resideInAPackage(root + ".core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(root + ".core..", "java..", "org.jspecify..")
            .because("core decides; purity is only credible if the class path proves it"),
        noClasses()
            .that()
            .resideInAPackage(root + ".core..")
            .should()
            .dependOnClassesThat(
                Packages.under("java.net")
                    .or(Packages.under("java.io"))
                    .or(Packages.under("java.nio"))
                    .or(
                        Packages.under("java.util.concurrent")
                            .and(not(equivalentTo(TimeUnit.class)))))
            .because("core does no I/O and owns no thread"),
        classes()
            .that()
            .resideInAnyPackage(root + ".netty..", root + ".wire..", root + ".client..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                root + "..",
                "java..",
                "javax.net..",
                "jdk.net..",
                "io.netty..",
                "org.slf4j..",
                "org.jspecify..")
            .because("a library that goes into other people's applications stays small"),
        noClasses()
            .that()
            .resideInAPackage(root + ".gateway..")
            .and()
            .resideOutsideOfPackage(root + ".gateway.admin..")
            .should()
            .dependOnClassesThat(
                Packages.under("io.javalin").or(Packages.under("org.eclipse.jetty")))
            .because("pages and files are served by the administration alone"),
        noClasses()
            .that()
            .resideInAPackage(root + ".gateway..")
            .and()
            .resideOutsideOfPackage(root + ".gateway.transport..")
            .should()
            .dependOnClassesThat(Packages.under("io.netty").except("io.netty.buffer"))
            .because(
                "sessions, dispatch and administration are plain Java and run in virtual time"));
  }

  /* What neither faces clients nor operators. */
  private static final List<String> ROOMS =
      List.of(
          "config",
          "cluster",
          "presence",
          "event",
          "health",
          "session",
          "dispatch",
          "admission",
          "drain",
          "mail",
          "lease",
          "incident",
          "targets",
          "mqtt",
          "auth");

  private static String[] rooms(String gateway, String more) {
    return Stream.concat(ROOMS.stream(), Stream.of(more))
        .map(room -> gateway + room + "..")
        .toArray(String[]::new);
  }

  private static List<ArchRule> insideTheGateway(String root) {
    String gateway = root + ".gateway.";
    return List.of(
        noClasses()
            .that()
            .resideInAnyPackage(rooms(gateway, "admin"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(gateway + "transport..")
            .because("nobody but the wiring depends on transport"),
        noClasses()
            .that()
            .resideInAnyPackage(rooms(gateway, "transport"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage(gateway + "admin..")
            .because("admin reads all; nobody but the wiring depends on it"),
        noClasses()
            .that()
            .resideInAnyPackage(gateway + "dispatch..", gateway + "config..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(gateway + "session..")
            .because("session knows dispatch and config, not the other way round"),
        noClasses()
            .that()
            .resideInAPackage(gateway + "admission..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(gateway + "session..", gateway + "dispatch..")
            .because("who may log in is decided before there is a session"));
  }

  private static List<ArchRule> aroundTheEngine(String root) {
    String gateway = root + ".gateway.";
    return List.of(
        noClasses()
            .that()
            .resideInAnyPackage(gateway + "cluster..", gateway + "presence..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                gateway + "config..",
                gateway + "session..",
                gateway + "dispatch..",
                gateway + "admission..",
                gateway + "drain..",
                gateway + "mail..",
                gateway + "mqtt..",
                gateway + "incident..")
            .because("an engine can be replaced: it knows none of those that it serves"),
        noClasses()
            .that()
            .resideInAPackage(gateway + "cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(gateway + "presence..")
            .because("presence speaks to the engine, not the other way round"),
        noClasses()
            .that()
            .resideOutsideOfPackage(gateway + "cluster.embedded..")
            .should()
            .dependOnClassesThat(Packages.under("java.sql").or(Packages.under("org.sqlite")))
            .because("SQL stands behind the SPI"));
  }

  private static List<ArchRule> aroundHealth(String root) {
    String gateway = root + ".gateway.";
    return List.of(
        noClasses()
            .that()
            .resideInAPackage(gateway + "health..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                gateway + "config..",
                gateway + "cluster..",
                gateway + "presence..",
                gateway + "event..",
                gateway + "session..",
                gateway + "dispatch..",
                gateway + "admission..",
                gateway + "drain..")
            .because("what a client says is judged without knowing where it came from"),
        noClasses()
            .that()
            .resideOutsideOfPackage(gateway + "health..")
            .should()
            .dependOnClassesThat(
                Packages.under("dev.cel")
                    .or(Packages.under("com.google.common"))
                    .or(Packages.under("com.google.protobuf")))
            .because("the language of rules, and what it brings along, can be replaced"));
  }

  private static List<ArchRule> aroundTargets(String root) {
    String gateway = root + ".gateway.";
    return List.of(
        noClasses()
            .that()
            .resideInAPackage(gateway + "targets..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                gateway + "presence..",
                gateway + "event..",
                gateway + "session..",
                gateway + "dispatch..",
                gateway + "admission..",
                gateway + "drain..",
                gateway + "mail..")
            .because("targets are looked at from outside, and have no sessions"),
        noClasses()
            .that()
            .resideInAnyPackage(
                gateway + "config..",
                gateway + "cluster..",
                gateway + "presence..",
                gateway + "event..",
                gateway + "health..",
                gateway + "session..",
                gateway + "dispatch..",
                gateway + "admission..",
                gateway + "drain..",
                gateway + "mail..",
                gateway + "mqtt..",
                gateway + "transport..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(gateway + "targets..")
            .because("only the administration and the wiring ask for targets"));
  }
}
