package io.heartwire.doctor.diagnosis;

import static io.heartwire.doctor.Cases.kernel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.doctor.Cases;
import io.heartwire.doctor.cases.Trigger;
import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Happening.Kind;
import io.heartwire.doctor.evidence.Signal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DoctorTest {
  private static final String UPLOAD = "message type 'report.upload'";

  private static Stream<Arguments> cases() {
    return Stream.of(server(), handlers(), network(), clients()).flatMap(it -> it);
  }

  private static Stream<Arguments> handlers() {
    return Stream.of(
        arguments(
            Cause.SLOW_HANDLER,
            "report.upload",
            new Cases().by(Trigger.UNHEARD).happened(Kind.LOOP_BLOCKED, 8_000, "loop-1", UPLOAD)),
        arguments(
            Cause.SLOW_HANDLER,
            "report.upload",
            new Cases()
                .happened(Kind.LOOP_BLOCKED, 8_000, "loop-1", UPLOAD)
                .left(0, 2, DisconnectReason.FIN, 0, 10)
                .reported("NO_PONG", 40)),
        arguments(
            Cause.HOT_HANDLER,
            "position",
            new Cases()
                .by(Trigger.UNHEARD)
                .handled("position", 1_700, 90)
                .handled("other", 100, 3)
                .measured(Signal.LOOP_LAG, 3_000)
                .happened(Kind.LOOP_BLOCKED, 3_000, "loop-1", "message type 'position'")),
        arguments(
            Cause.LOOP_BLOCKED,
            "com.acme.Auth.check",
            new Cases()
                .by(Trigger.UNHEARD)
                .happened(Kind.LOOP_BLOCKED, 6_000, "loop-0", "com.acme.Auth.check")));
  }

  private static Stream<Arguments> server() {
    return Stream.of(
        arguments(
            Cause.GC_PAUSE,
            "",
            paused(9_000)
                .happened(Kind.GC_PAUSE, 8_500, "G1 Old Generation", "Allocation Failure")),
        arguments(
            Cause.PROCESS_PAUSED,
            "",
            paused(9_000).happened(Kind.LOOP_STALLED, 9_000, "loop-0", Happening.KERNEL_HEARD)),
        arguments(
            Cause.VM_PAUSED,
            "",
            paused(9_000).happened(Kind.LOOP_STALLED, 9_000, "loop-0", Happening.KERNEL_SILENT)),
        arguments(
            Cause.CGROUP_THROTTLED,
            "",
            new Cases()
                .by(Trigger.STARVED)
                .measured(Signal.WATCHDOG_LOST, 700)
                .measured(Signal.THROTTLED, 0.8)),
        arguments(
            Cause.CPU_STARVATION,
            "",
            new Cases()
                .by(Trigger.STARVED)
                .measured(Signal.WATCHDOG_LOST, 600)
                .measured(Signal.SYSTEM_CPU, 0.99)
                .measured(Signal.CPU_PRESSURE, 0.9)),
        arguments(
            Cause.CPU_STARVATION,
            "",
            new Cases()
                .by(Trigger.STARVED)
                .measured(Signal.WATCHDOG_LOST, 600)
                .measured(Signal.STEAL, 0.4)),
        arguments(Cause.MEMORY_PRESSURE, "", paused(4_000).measured(Signal.MEMORY_PRESSURE, 0.6)),
        arguments(
            Cause.READS_SUSPENDED,
            "",
            new Cases()
                .suspected(0, 2, kernel(11_000, 100, 4_000, 0, 0))
                .measured(Signal.READS_SUSPENDED, 50)),
        arguments(
            Cause.DESCRIPTORS_EXHAUSTED,
            "",
            new Cases()
                .by(Trigger.ACCEPTS)
                .measured(Signal.ACCEPT_ERRORS, 12)
                .measured(Signal.DESCRIPTORS, 0.999)),
        arguments(
            Cause.CLOCK_STEP,
            "-3600.0s",
            new Cases().by(Trigger.CLOCK).happened(Kind.CLOCK_STEP, -3_600_000, "", "")));
  }

  private static Cases paused(long ms) {
    return new Cases().by(Trigger.UNHEARD).happened(Kind.PROCESS_STALLED, ms, "process", "");
  }

  private static Stream<Arguments> network() {
    var lost = kernel(12_000, 12_000, 0, 1, 3);
    return Stream.of(
        arguments(Cause.NETWORK_PATH, "198.18.1.0/24", new Cases().suspected(1, 4, lost)),
        arguments(Cause.UPLINK, "", new Cases().suspected(0, 1, lost)),
        arguments(Cause.UPLINK, "", new Cases().suspected(0, 1, lost).beacons(false)),
        arguments(
            Cause.ONE_WAY_LOSS,
            "",
            new Cases()
                .healthyLook(kernel(1_000, 9_000, 0, 2, 4))
                .left(0, 2, DisconnectReason.FIN, 300, 50)
                .reported("NO_PONG", 45)),
        arguments(
            Cause.ONE_WAY_LOSS, "", new Cases().suspected(0, 2, kernel(7_500, 1_000, 0, 1, 5))),
        arguments(
            Cause.MIDDLEBOX_IDLE_TIMEOUT,
            "under 10s",
            new Cases()
                .suspected(1, 3, lost)
                .measured(Signal.HEARTBEATS, 0)
                .measured(Signal.MESSAGES, 10)),
        arguments(
            Cause.MIDDLEBOX_IDLE_TIMEOUT,
            "under 10s",
            new Cases()
                .suspected(1, 3, lost)
                .measured(Signal.HEARTBEATS, 10)
                .leftBehind(0, 3, kernel(16_000, 16_000, 0, 1, 4))),
        arguments(
            Cause.MIDDLEBOX_IDLE_TIMEOUT,
            "under 10s",
            new Cases()
                .suspected(1, 3, lost)
                .leftBehind(0, 3, kernel(16_000, 16_000, 0, 1, 4))
                .measured(Signal.HEARTBEATS, 0)
                .since(6, Signal.LOGINS, 5)),
        arguments(
            Cause.MIDDLEBOX_IDLE_TIMEOUT,
            "7.0s",
            new Cases().left(0, 2, DisconnectReason.RESET, 7_010, 100)));
  }

  private static Stream<Arguments> clients() {
    var frozen = kernel(13_000, 900, 0, 0, 0);
    return Stream.of(
        arguments(
            Cause.CLIENTS_ENDED,
            "",
            new Cases()
                .left(0, 4, DisconnectReason.RESET, 900, 5)
                .left(1, 4, DisconnectReason.FIN, 4_000, 5)
                .left(2, 4, DisconnectReason.FIN, 8_000, 5)),
        arguments(
            Cause.CLIENT_RELEASE, "2.0", new Cases().left(0, 3, DisconnectReason.FIN, 900, 5)),
        arguments(
            Cause.SLOW_CONSUMERS,
            "",
            new Cases().left(0, 2, DisconnectReason.SLOW_CONSUMER, 900, 5)),
        arguments(
            Cause.CLIENTS_FROZEN,
            "",
            new Cases().by(Trigger.BREAKER).suspected(0, 2, frozen).frozen()),
        arguments(Cause.CLIENT_RELEASE, "2.0", new Cases().suspected(0, 3, frozen).frozen()),
        arguments(
            Cause.RECONNECT_STORM,
            "",
            new Cases().by(Trigger.LOGINS).measured(Signal.DEFERRED, 300)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("cases")
  void findsTheCauseAndClearsTheOthers(Cause cause, String subject, Cases given) {
    Diagnosis diagnosis = Doctor.judge(given.file());

    Finding verdict = diagnosis.verdict();
    assertThat(verdict.cause()).as(diagnosis.findings().toString()).isEqualTo(cause);
    assertThat(verdict.subject()).isEqualTo(subject);
    assertThat(verdict.confidence()).isGreaterThanOrEqualTo(0.7);
    assertThat(verdict.facts()).isNotEmpty().hasSizeLessThanOrEqualTo(3);
    assertThat(verdict.advice()).isNotEmpty();
    assertThat(diagnosis.suspects())
        .filteredOn(it -> !it.cleared())
        .extracting(Diagnosis.Suspicion::suspect)
        .containsExactly(cause.suspect());
  }

  @Test
  void saysThatItDoesNotKnowWhereNothingSpeaksForAnything() {
    Diagnosis diagnosis = Doctor.judge(new Cases().file());

    assertThat(diagnosis.verdict().cause()).isEqualTo(Cause.UNKNOWN);
    assertThat(diagnosis.verdict().confidence()).isLessThan(0.5);
    assertThat(diagnosis.suspects()).hasSize(4).allMatch(Diagnosis.Suspicion::cleared);
  }

  @Test
  void namesTheApplicationThatOurCodeWaitsFor() {
    List<String> stack =
        List.of(
            "java.base@17/java.lang.Thread.sleep(Native Method)",
            "app//com.acme.Directory.ask(Directory.java:7)",
            "app//com.acme.Auth.check(Auth.java:12)",
            "app//io.heartwire.gateway.session.ReplaceableAuthenticator.judge(X.java:1)",
            "app//com.acme.Main.run(Main.java:3)");
    Diagnosis diagnosis =
        Doctor.judge(
            new Cases()
                .by(Trigger.UNHEARD)
                .blocked(6_000, "io.heartwire.gateway.transport.TcpConnection.channelRead", stack)
                .file());

    assertThat(diagnosis.verdict().cause()).isEqualTo(Cause.LOOP_BLOCKED);
    assertThat(diagnosis.verdict().subject()).isEqualTo("com.acme.Auth.check");
  }

  @Test
  void ourOwnCodeIsNotBlamedForWantOfAProcessor() {
    Diagnosis diagnosis =
        Doctor.judge(
            new Cases()
                .by(Trigger.UNHEARD)
                .blocked(6_000, "io.heartwire.gateway.transport.TcpConnection.run", List.of())
                .file());

    assertThat(diagnosis.verdict().cause()).isEqualTo(Cause.UNKNOWN);
  }

  @Test
  void aShortPauseDoesNotExplainACutLine() {
    Diagnosis diagnosis =
        Doctor.judge(paused(1_200).suspected(0, 1, kernel(12_000, 12_000, 0, 1, 3)).file());

    assertThat(diagnosis.verdict().cause()).isEqualTo(Cause.UPLINK);
  }

  @Test
  void whoHeardNothingFromUsDidNotEndByItself() {
    Diagnosis diagnosis =
        Doctor.judge(
            new Cases().left(0, 1, DisconnectReason.FIN, 900, 5).reported("NO_PONG", 90).file());

    assertThat(diagnosis.verdict().cause()).isEqualTo(Cause.UNKNOWN);
    assertThat(diagnosis.findings())
        .extracting(Finding::cause)
        .isEqualTo(List.of(Cause.UNKNOWN, Cause.CLIENTS_ENDED));
  }
}
