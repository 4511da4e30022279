package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.client.ClientState.Online;
import io.heartwire.client.ClientState.Waiting;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.LastDisconnect;
import io.heartwire.wire.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientHeartbeatTest extends ClientBench {
  private static final Duration FIVE = Duration.ofSeconds(5);

  @BeforeEach
  void start() {
    listen();
  }

  @Test
  void pingsWhenIdleAtTheIntervalOfTheWelcome() {
    HeartwireClient client = connected(builder());
    advance(Duration.ofMinutes(10));
    assertThat(client.state()).isInstanceOf(Online.class);
    assertThat(server.pings.size()).isBetween(118, 136);
    for (int i = 1; i < server.pingedAt.size(); i++) {
      assertThat(server.pingedAt.get(i) - server.pingedAt.get(i - 1)).isLessThan(5.2);
    }
    assertThat(server.connections).hasSize(1);
  }

  // traps 5 and 50
  @Test
  void findsAServerThatNoLongerAnswers() {
    HeartwireClient client = connected(builder());
    server.pongs = false;
    advance(Duration.ofSeconds(20));
    assertThat(server.connections.get(0).isOpen()).isFalse();
    assertThat(states)
        .filteredOn(Waiting.class::isInstance)
        .first()
        .extracting(state -> why(state).reason())
        .isEqualTo(DisconnectReason.NO_PONG);
    server.pongs = true;
    advance(Duration.ofMinutes(1));
    assertThat(client.state()).isInstanceOf(Online.class);
    assertThat(server.hellos.size()).isGreaterThan(1);
  }

  // trap 5
  @Test
  void findsAServerThatDoesNotAnswerAlthoughItKeepsWritingItself() {
    HeartwireClient client = connected(builder());
    server.pongs = false;
    for (int i = 0; i < 20; i++) {
      client.send("reading", Bytes.utf8("21.5"));
      advance(Duration.ofSeconds(1));
    }
    assertThat(server.connections.get(0).isOpen()).isFalse();
  }

  // trap 14
  @Test
  void takesAnyByteForLife() {
    HeartwireClient client = connected(builder());
    server.pongs = false;
    for (int i = 0; i < 200; i++) {
      server.say(new Frame.Message("news", "", Bytes.EMPTY, false));
      advance(Duration.ofSeconds(2));
    }
    assertThat(client.state()).isInstanceOf(Online.class);
    assertThat(server.connections).hasSize(1);
  }

  // trap 15
  @Test
  void forgetsAMissWhenTheAnswerComesLate() {
    connected(builder());
    server.pongs = false;
    for (int i = 0; i < 30; i++) {
      int before = server.pings.size();
      while (server.pings.size() < before + 2) {
        advance(Duration.ofMillis(100));
      }
      server.say(new Frame.Pong(server.pings.get(before).sequence()));
      advance(Duration.ofMillis(50));
    }
    assertThat(server.connections).hasSize(1);
    assertThat(server.last().isOpen()).isTrue();
  }

  // trap 16
  @Test
  void sendsOnePingWhenReadingAndWritingIdleTogether() {
    connected(builder());
    advance(Duration.ofMinutes(5));
    for (int i = 1; i < server.pingedAt.size(); i++) {
      assertThat(server.pingedAt.get(i) - server.pingedAt.get(i - 1)).isGreaterThan(2);
    }
    assertThat(server.pings).extracting(Frame.Ping::sequence).doesNotHaveDuplicates();
  }

  // trap 18
  @Test
  void livesWithoutAPingWhileBothSidesTalk() {
    HeartwireClient client = connected(builder());
    advance(FIVE.plusSeconds(1));
    int before = server.pings.size();
    for (int i = 0; i < 300; i++) {
      client.deliver("reading", Bytes.utf8("21.5"));
      advance(Duration.ofSeconds(1));
    }
    assertThat(client.state()).isInstanceOf(Online.class);
    assertThat(server.pings.size()).isLessThanOrEqualTo(before + 1);
  }

  // trap 27
  @Test
  void doesNotPingInStepWithClientsThatWereStartedTogether() {
    server.login = hello -> FakeServer.welcome(10_000);
    for (int i = 0; i < 30; i++) {
      builder("device-" + i).connect();
    }
    advance(Duration.ofSeconds(2));
    loop.advance(Duration.ofHours(1), Duration.ofMillis(250));
    server.pingedAt.clear();
    loop.advance(Duration.ofSeconds(10), Duration.ofMillis(50));
    TreeMap<Long, Integer> perHalfSecond = new TreeMap<>();
    server.pingedAt.forEach(at -> perHalfSecond.merge(Math.round(at * 2), 1, Integer::sum));
    assertThat(server.pingedAt.size()).isBetween(27, 40);
    assertThat(perHalfSecond.values()).allMatch(pings -> pings <= 9);
  }

  // trap 29
  @Test
  void startsNoTimerForAPong() {
    connected(builder());
    advance(Duration.ofSeconds(30));
    int timers = loop.timersLeft();
    for (int i = 0; i < 1_000; i++) {
      server.say(new Frame.Pong(i));
    }
    advance(Duration.ofSeconds(30));
    assertThat(loop.timersLeft()).isLessThanOrEqualTo(timers);
    assertThat(server.pings.size()).isLessThan(20);
  }

  // trap 48
  @Test
  void findsAWriteThatNeverReturnsAlthoughTheServerKeepsTalking() {
    HeartwireClient client = connected(builder().writeTimeout(Duration.ofSeconds(20)));
    Clogged.clogged = true;
    client.send("reading", Bytes.utf8("21.5"));
    for (int i = 0; i < 45; i++) {
      server.say(new Frame.Message("news", "", Bytes.EMPTY, false));
      Clogged.clogged = false;
      server.last().flush();
      Clogged.clogged = true;
      advance(Duration.ofSeconds(1));
    }
    assertThat(server.connections.get(0).isOpen()).isFalse();
    assertThat(states)
        .filteredOn(Waiting.class::isInstance)
        .first()
        .extracting(state -> why(state).detail())
        .isEqualTo("no byte could be written for 20s");
  }

  // trap 49
  @Test
  void asksAtOnceAfterASuspendAndDoesNotJudgeByTheGap() {
    HeartwireClient client = connected(builder());
    advance(Duration.ofSeconds(7));
    int before = server.pings.size();
    loop.suspend(Duration.ofMinutes(5));
    advance(Duration.ofMillis(300));
    assertThat(server.pings.size()).isEqualTo(before + 1);
    advance(Duration.ofSeconds(30));
    assertThat(client.state()).isInstanceOf(Online.class);
    assertThat(server.connections).hasSize(1);
  }

  // trap 49
  @Test
  void findsADeadServerSoonAfterASuspend() {
    connected(builder());
    advance(Duration.ofSeconds(7));
    server.pongs = false;
    loop.suspend(Duration.ofMinutes(5));
    advance(Duration.ofSeconds(10));
    assertThat(server.connections.get(0).isOpen()).isFalse();
  }

  // trap 49
  @Test
  void asksAtOnceWhenWoken() {
    HeartwireClient client = connected(builder());
    advance(Duration.ofSeconds(6));
    int before = server.pings.size();
    client.wake();
    advance(Duration.ofMillis(20));
    assertThat(server.pings).hasSize(before + 1);
  }

  @Test
  void beatsAtAnotherIntervalWhenDirected() {
    HeartwireClient client = connected(builder());
    server.say(new Frame.Ping(99, Status.NONE, 0, new Directives(1_000, 3_000)));
    advance(Duration.ofSeconds(1));
    int before = server.pings.size();
    advance(Duration.ofSeconds(20));
    assertThat(server.pings.size() - before).isBetween(19, 26);
    assertThat(((Online) client.state()).interval()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void pingsAtAFixedIntervalWhateverElseIsSaid() {
    HeartwireClient client = connected(builder().fixedInterval(true));
    for (int i = 0; i < 60; i++) {
      client.deliver("reading", Bytes.EMPTY);
      advance(Duration.ofSeconds(1));
    }
    assertThat(server.pings.size()).isBetween(10, 14);
  }

  @Test
  void sendsItsStatusWithPingsAndAsksForItOnlyThen() {
    List<Integer> asked = new ArrayList<>();
    connected(
        builder()
            .status(
                () -> {
                  asked.add(asked.size());
                  return Status.health("ok-" + asked.size());
                }));
    advance(Duration.ofMinutes(1));
    assertThat(asked).hasSize(server.pings.size() + 1);
    assertThat(server.pings.get(0).status().health()).isEqualTo("ok-1");
    assertThat(server.pings.get(1).status().health()).isEqualTo("ok-2");
  }

  // trap 30
  @Test
  void pingsAlthoughTheStatusSupplierHangsOrThrows() {
    List<Integer> asked = new ArrayList<>();
    HeartwireClient client =
        connected(
            builder()
                .status(
                    () -> {
                      asked.add(asked.size());
                      throw new IllegalStateException("no battery");
                    }));
    advance(Duration.ofSeconds(12));
    assertThat(server.pings).isNotEmpty();
    int before = server.pings.size();
    int askedBefore = asked.size();
    loop.advance(Duration.ofMinutes(1));
    assertThat(server.pings.size() - before).isGreaterThan(10);
    runCallbacks();
    assertThat(asked).as("a supplier that hangs is not asked twice").hasSize(askedBefore + 1);
    assertThat(client.state()).isInstanceOf(Online.class);
  }

  @Test
  void reportsItsStatusAtOnceWhenAsked() {
    HeartwireClient client = connected(builder().status(() -> Status.health("low battery")));
    int before = server.pings.size();
    client.reportStatus();
    advance(Duration.ofMillis(20));
    assertThat(server.pings).hasSize(before + 1);
    assertThat(server.pings.get(before).status().health()).isEqualTo("low battery");
  }

  @Test
  void reportsAtItsNextLoginHowTheLastSessionEnded() {
    connected(builder());
    server.pongs = false;
    advance(Duration.ofSeconds(25));
    assertThat(server.hellos.get(0).lastDisconnect()).isEmpty();
    LastDisconnect report = server.hellos.get(1).lastDisconnect().orElseThrow();
    assertThat(report.sessionId()).isEqualTo("s-1");
    assertThat(report.cause()).isEqualTo("NO_PONG");
    assertThat(report.sinceHeardMs()).isBetween(report.sinceEndMs() + 9_000, 18_000L);
    assertThat(report.stalledMs()).isLessThan(300);
    assertThat(server.hellos.get(1).resumeToken()).isEqualTo(Bytes.utf8("token"));
  }

  @Test
  void reportsHowLongItDidNotRunItself() {
    connected(builder());
    advance(Duration.ofSeconds(7));
    loop.suspend(Duration.ofMinutes(2));
    server.last().close();
    advance(Duration.ofSeconds(4));
    LastDisconnect report = server.hellos.get(1).lastDisconnect().orElseThrow();
    assertThat(report.stalledMs()).isBetween(115_000L, 121_000L);
    assertThat(report.cause()).isEqualTo("FIN");
  }

  /** Of 4,513 clients that had not run when they were called dead, 318 said they had been there. */
  @Test
  void reportsHowLongItDidNotRunAlsoIfAQuestionWaitedForItWhenItWoke() {
    connected(builder());
    advance(Duration.ofSeconds(7));
    loop.suspend(Duration.ofSeconds(30));
    server.say(new Frame.Ping(1, Status.NONE, 0, Directives.NONE, 0));
    server.last().close();
    advance(Duration.ofSeconds(4));
    LastDisconnect report = server.hellos.get(1).lastDisconnect().orElseThrow();
    assertThat(report.sinceHeardMs()).as("it reads the question now").isLessThan(4_000);
    assertThat(report.stalledMs()).isBetween(28_000L, 31_000L);
  }

  @Test
  void reportsNoStallThatItsConnectionOutlived() {
    connected(builder());
    advance(Duration.ofSeconds(7));
    loop.suspend(Duration.ofSeconds(30));
    server.say(new Frame.Ping(1, Status.NONE, 0, Directives.NONE, 0));
    advance(Duration.ofSeconds(7));
    server.last().close();
    advance(Duration.ofSeconds(4));
    LastDisconnect report = server.hellos.get(1).lastDisconnect().orElseThrow();
    assertThat(report.stalledMs()).isLessThan(300);
  }

  @Test
  void keepsTheReportUntilAServerHasAcceptedIt() {
    connected(builder());
    server.login = hello -> null;
    server.last().close();
    advance(Duration.ofSeconds(40));
    assertThat(server.hellos.size()).isGreaterThan(2);
    assertThat(server.hellos.get(2).lastDisconnect()).isPresent();
    server.login = hello -> FakeServer.welcome(5_000);
    advance(Duration.ofMinutes(1));
    server.last().close();
    advance(Duration.ofSeconds(30));
    LastDisconnect next =
        server.hellos.get(server.hellos.size() - 1).lastDisconnect().orElseThrow();
    assertThat(next.sinceHeardMs()).isLessThan(40_000);
  }
}
