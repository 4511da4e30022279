package io.heartwire.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The verdict and the table, from figures as they may come. */
class DemoReportTest {
  private static final Return STAYED = new Return(1_000, 0, false, OptionalLong.empty());
  private static final Return FELL = new Return(1_000, 1_000, true, OptionalLong.of(2_340));
  private static final Figures.Dead ALL_FOUND = new Figures.Dead(10, 10, 5_130);

  private static Figures figures(int livingLost, Return back) {
    return new Figures(
        new Losses(livingLost, 0, 0),
        back,
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  private static DemoCase blocked(Figures ours, Figures plain, long clientStallMs) {
    return new DemoCase(
        "a", "a handler blocks", clientStallMs, Optional.of(new DemoCase.Outcome(ours, plain)));
  }

  private static DemoCase silent(Figures.Dead ours, Figures.Dead plain) {
    return new DemoCase(
        "c",
        "10 clients fall silent",
        0,
        Optional.of(
            new DemoCase.Outcome(
                figures(0, STAYED).finding(ours), figures(0, STAYED).finding(plain))));
  }

  private static DemoReport report(DemoCase... cases) {
    return new DemoReport(1_000, List.of(cases));
  }

  @Test
  void keepsItsPromiseWhereOnlyThePlainServerLosesAndMisses() {
    DemoReport report =
        report(
            blocked(figures(0, STAYED), figures(1_000, FELL), 0),
            silent(ALL_FOUND, new Figures.Dead(10, 3, 4_000)));
    assertThat(report.kept()).isTrue();
    assertThat(report.sentence())
        .isEqualTo(
            "Heartwire lost no living client and found 10 of 10 dead ones within 5.1 s; the plain"
                + " Netty server lost 1,000 in all cases together and found 3 of 10 dead ones"
                + " within 4.0 s.");
    assertThat(report.json().path("kept").asBoolean()).isTrue();
  }

  @Test
  void oneLivingClientLostBreaksThePromise() {
    DemoReport report = report(blocked(figures(1, FELL), figures(1_000, FELL), 0));
    assertThat(report.kept()).isFalse();
    assertThat(report.sentence()).startsWith("Heartwire lost 1 living client in a);");
    assertThat(report.json().path("kept").asBoolean()).isFalse();
  }

  @Test
  void oneDeadClientMissedBreaksThePromise() {
    DemoReport report = report(silent(new Figures.Dead(10, 9, 5_000), ALL_FOUND));
    assertThat(report.kept()).isFalse();
    assertThat(report.sentence()).startsWith("Heartwire missed 1 of 10 dead clients in c);");
  }

  @Test
  void saysHowLongClientsWereAwayAndWhereTheyNeverCameBack() {
    Return never = new Return(400, 100, true, OptionalLong.empty());
    DemoReport report =
        report(
            new DemoCase(
                "d",
                "a restart",
                0,
                Optional.of(
                    new DemoCase.Outcome(
                        figures(0, FELL).afterLogins(1_000), figures(0, never).afterLogins(900)))));
    assertThat(report.rows().get(0)).contains("2.3 s", "0");
    assertThat(report.rows().get(1)).contains("not in 40 s", "800");
    assertThat(report.json().at("/cases/0/plain").has("backAfterMs")).isFalse();
  }

  @Test
  void saysWhereTheClientsThemselvesStalled() {
    assertThat(report(blocked(figures(0, STAYED), figures(9, FELL), 500)).reservations()).isEmpty();
    assertThat(report(blocked(figures(0, STAYED), figures(9, FELL), 700)).reservations())
        .singleElement()
        .asString()
        .contains("In a)")
        .contains("0.7 s");
  }

  @Test
  void saysWhatWasLeftOut() {
    DemoReport report = report(DemoCase.leftOut("b", "left out: there are no signals here"));
    assertThat(report.rows()).isEmpty();
    assertThat(report.reservations()).containsExactly("b) left out: there are no signals here.");
    assertThat(report.json().at("/cases/0/shown").asBoolean()).isFalse();
  }
}
