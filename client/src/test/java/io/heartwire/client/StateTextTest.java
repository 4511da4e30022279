package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.heartwire.client.ClientState.Closed;
import io.heartwire.client.ClientState.Connecting;
import io.heartwire.client.ClientState.Online;
import io.heartwire.client.ClientState.Waiting;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.wire.CloseCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StateTextTest extends ClientBench {
  private static final Instant NOW = Instant.ofEpochSecond(1_000);

  @BeforeEach
  void start() {
    listen();
  }

  @Test
  void saysWhyTheConnectionWasLostAndWhenTheNextAttemptIs() {
    Disconnect why = silent(59_000, 0, 3);

    assertThat(text(new Waiting(NOW.plusMillis(742), why)))
        .isEqualTo(
            "client d-1: connection lost (NO_PONG, silent 59000ms, 3 pings unanswered);"
                + " next attempt in 742ms");
  }

  @Test
  void saysWhatWasExcused() {
    assertThat(text(new Waiting(NOW.minusMillis(1), silent(9_000, 200, 1))))
        .isEqualTo(
            "client d-1: connection lost (NO_PONG, silent 9000ms, of which 200ms excused, 1 ping"
                + " unanswered); next attempt in 0ms");
  }

  @Test
  void saysWhoEndedItAndWhetherItComesBack() {
    Disconnect kicked = Disconnect.of(DisconnectReason.KICKED, "by\nada");
    Disconnect refused = Disconnect.of(DisconnectReason.AUTHENTICATION_FAILED, "");
    Disconnect unreachable = Disconnect.of(DisconnectReason.CONNECT_FAILED, "gw:1 refused");

    assertThat(text(new Closed(kicked, false)))
        .isEqualTo("client d-1: connection ended (KICKED: by?ada); does not come back");
    assertThat(text(new Closed(refused, true)))
        .isEqualTo(
            "client d-1: connection ended (AUTHENTICATION_FAILED); waits for another credential");
    assertThat(text(new Waiting(NOW, unreachable)))
        .startsWith("client d-1: no connection (CONNECT_FAILED: gw:1 refused); ");
  }

  @Test
  void saysWhichSessionAndWhichAttempt() {
    assertThat(text(new Online(NOW, "s-1", -1, Duration.ofSeconds(5))))
        .isEqualTo(
            "client d-1: online as session s-1, epoch 18446744073709551615; a heartbeat every"
                + " 5000ms");
    assertThat(text(new Connecting(3))).isEqualTo("client d-1: connecting, attempt 3");
  }

  @Test
  void isWhatTheClientLogs() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(HeartwireClient.class);
    Level level = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
    try {
      connected(builder());
      server.say(FakeServer.goodbye(CloseCode.TAKEN_OVER));
      advance(Duration.ofSeconds(1));
    } finally {
      logger.detachAppender(log);
      logger.setLevel(level);
    }

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .contains("client device-1: online as session s-1, epoch 7; a heartbeat every 5000ms")
        .last()
        .asString()
        .startsWith("client device-1: connection ended (TAKEN_OVER")
        .endsWith("); does not come back");
  }

  private static String text(ClientState state) {
    return StateText.of("d-1", state, NOW);
  }

  private static Disconnect silent(long silenceMs, long excusedMs, int probes) {
    return new Disconnect(
        DisconnectReason.NO_PONG,
        "",
        silenceMs,
        excusedMs,
        probes,
        SocketSnapshot.NONE,
        Optional.empty());
  }
}
