package io.heartwire.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.cluster.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.LoggerFactory;

/** One alert an incident, and its end, whatever the receiver does. */
@Execution(ExecutionMode.SAME_THREAD)
class AlertSinksTest {
  private static final String OPEN = Alarms.data("inc-1", "blocked");
  private static final String OVER = Alarms.data("inc-1", "was blocked");

  @TempDir Path dir;
  private Path template;

  @BeforeEach
  void write() throws IOException {
    template = Files.writeString(dir.resolve("t.json"), "{\"t\":\"{{state}} {{incident}}\"}");
  }

  private TestGateway telling(Alarms alarms, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "presence.file",
                dir.resolve("presence.db").toString(),
                "sinks.ops.type",
                "webhook",
                "sinks.ops.url",
                alarms.url() + "/robot/token-of-ours",
                "sinks.ops.body-template",
                template.toString(),
                "sinks.ops.timeout",
                "500ms"));
    settings.addAll(List.of(more));
    return TestGateway.with(settings.toArray(String[]::new));
  }

  private static String posted(String text) {
    return "{\"t\":\"" + text + "\"}";
  }

  @Test
  void anIncidentIsOneAlertAndItsEndAnotherAndNothingElseIsTold() throws IOException {
    try (Alarms alarms = new Alarms();
        TestGateway it = telling(alarms)) {
      it.login("dev-1").close();
      Alarms.happen(it, EventType.INCIDENT_OPENED, OPEN);
      Alarms.happen(it, EventType.TARGET_DOWN, "{\"target\":\"db\"}");
      Alarms.happen(it, EventType.TIMEOUT, "{}");
      Alarms.happen(it, EventType.INCIDENT_CLOSED, OVER);
      Alarms.caughtUp(it);

      assertThat(alarms.bodies).containsExactly(posted("OPEN inc-1"), posted("RESOLVED inc-1"));
      assertThat(alarms.heads.get(0))
          .startsWith("/robot/token-of-ours application/json; charset=utf-8 ")
          .endsWith(".inc-1.open");
      assertThat(alarms.heads.get(1)).endsWith(".inc-1.resolved");
      assertThat(Alarms.state(it).delivered()).isEqualTo(2);
    }
  }

  @Test
  void targetsAreToldToWhomeverWantsThem() throws IOException {
    try (Alarms alarms = new Alarms();
        TestGateway it = telling(alarms, "sinks.ops.only", "target")) {
      Alarms.happen(it, EventType.INCIDENT_OPENED, OPEN);
      Alarms.happen(it, EventType.TARGET_DOWN, "{\"target\":\"db\",\"unseenMs\":9000}");
      Alarms.happen(it, EventType.TARGET_HEALTH, "{\"target\":\"db\"}");
      Alarms.happen(it, EventType.TARGET_UP, "{\"target\":\"db\",\"downMs\":60000}");
      Alarms.caughtUp(it);

      assertThat(alarms.bodies)
          .containsExactly(posted("OPEN target-db"), posted("RESOLVED target-db"));
    }
  }

  @Test
  void aChatThatIsDownSlowOrTooBusyIsToldLaterInOrderAndOnce() throws IOException {
    try (Alarms alarms = new Alarms();
        TestGateway it = telling(alarms)) {
      alarms.status = 500;
      Alarms.happen(it, EventType.INCIDENT_OPENED, OPEN);
      Alarms.happen(it, EventType.INCIDENT_CLOSED, OVER);
      TestGateway.await("500", () -> problem(it).contains("answered 500"));
      alarms.status = 429;
      TestGateway.await("429", () -> problem(it).contains("answered 429"));
      alarms.hangs = true;
      TestGateway.await("nothing", () -> problem(it).contains("did not end its answer"));
      alarms.hangs = false;
      alarms.status = 200;
      Alarms.caughtUp(it);

      assertThat(alarms.bodies).containsExactly(posted("OPEN inc-1"), posted("RESOLVED inc-1"));
    }
  }

  private static String problem(TestGateway it) {
    return Alarms.state(it).problem().orElse("");
  }

  /** DingTalk, WeCom and Feishu answer 200 to what they refuse. */
  @Test
  void anAnswerThatIsWellAndSaysNoIsNotTakenForAYes() throws IOException {
    try (Alarms alarms = new Alarms();
        TestGateway it = telling(alarms)) {
      alarms.answer = "{\"errcode\":310000,\"errmsg\":\"keywords not in content\"}";
      Alarms.happen(it, EventType.INCIDENT_OPENED, OPEN);
      TestGateway.await(
          "DingTalk's no", () -> problem(it).contains("310000 (keywords not in content): correct"));
      alarms.answer = "{\"code\":19024,\"msg\":\"Key Words Not Found\",\"data\":{}}";
      TestGateway.await("Feishu's no", () -> problem(it).contains("19024 (Key Words Not Found)"));
      alarms.answer = "{\"errcode\":0,\"errmsg\":\"ok\"}";
      Alarms.caughtUp(it);

      assertThat(alarms.bodies).containsExactly(posted("OPEN inc-1"));
      assertThat(Alarms.state(it).deadLetters().kept()).isZero();
    }
  }

  @Test
  void aGatewayThatIsNotThereWhenItsIncidentEndsTellsTheEndAfterItsStart() throws IOException {
    try (Alarms alarms = new Alarms()) {
      try (TestGateway it = telling(alarms)) {
        Alarms.happen(it, EventType.INCIDENT_OPENED, OPEN);
        Alarms.caughtUp(it);
      }
      try (TestGateway it = telling(alarms)) {
        TestGateway.await("the end", () -> alarms.bodies.size() >= 2);
        Alarms.caughtUp(it);
      }
      try (TestGateway it = telling(alarms)) {
        Alarms.happen(it, EventType.TIMEOUT, "{}");
        Alarms.caughtUp(it);
      }
      assertThat(alarms.bodies).containsExactly(posted("OPEN inc-1"), posted("RESOLVED inc-1"));
    }
  }

  @Test
  void aReplayAlarmsNobodyASecondTimeAndADeadLetterIsToldOnDemand() throws IOException {
    try (Alarms alarms = new Alarms();
        TestGateway it = telling(alarms, "sinks.ops.give-up-after", "1")) {
      alarms.status = 400;
      Alarms.happen(it, EventType.INCIDENT_OPENED, OPEN);
      TestGateway.await("a dead letter", () -> Alarms.state(it).deadLetters().kept() == 1);
      alarms.status = 200;
      Alarms.happen(it, EventType.INCIDENT_CLOSED, OVER);
      Alarms.caughtUp(it);
      Sinks sinks = it.gateway.sinks().orElseThrow();
      assertThat(sinks.tellsOnce("ops")).isTrue();
      sinks.replay("ops", 0);
      Alarms.happen(it, EventType.INCIDENT_OPENED, Alarms.data("inc-2", "so"));
      Alarms.caughtUp(it);
      assertThat(alarms.bodies).containsExactly(posted("RESOLVED inc-1"), posted("OPEN inc-2"));

      sinks.replayDeadLetters("ops");
      TestGateway.await("the letter", () -> alarms.bodies.size() == 3);
      assertThat(alarms.bodies.get(2)).isEqualTo(posted("OPEN inc-1"));
    }
  }

  @Test
  void whatAnAlertSinkIsNotToldSaysNothingOfItsHost() throws IOException {
    try (Alarms alarms = new Alarms();
        TestGateway it = telling(alarms)) {
      alarms.status = 500;
      for (int i = 0; i < 5; i++) {
        Alarms.happen(it, EventType.TIMEOUT, "{}");
      }
      Alarms.caughtUp(it);
      assertThat(Alarms.state(it).delivered()).isZero();
      assertThat(Alarms.state(it).failures()).isZero();
    }
  }

  @Test
  void theTokenInAnAddressStandsInNoMessage() throws IOException {
    var log = new ListAppender<ILoggingEvent>();
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try (Alarms alarms = new Alarms();
        TestGateway it = telling(alarms)) {
      alarms.status = 404;
      Alarms.happen(it, EventType.INCIDENT_OPENED, OPEN);
      TestGateway.await("404", () -> problem(it).contains(alarms.url() + " answered 404"));
      assertThat(problem(it)).doesNotContain("token-of-ours");
      assertThat(it.gateway.config().sinks().get("ops").toString()).doesNotContain("token-of-ours");
    } finally {
      root.detachAppender(log);
    }
    assertThat(List.copyOf(log.list))
        .extracting(ILoggingEvent::getFormattedMessage)
        .anyMatch(line -> line.contains("answered 404"))
        .noneMatch(line -> line.contains("token-of-ours"));
  }
}
