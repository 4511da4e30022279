package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.heartwire.client.ClientState.Online;
import io.heartwire.client.Middlebox.Manner;
import io.heartwire.core.liveness.LearnedInterval;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** A client behind middleboxes that drop idle connections, in virtual time. */
class ClientIdleCutsTest extends ClientBench {
  private static final Duration HOUR = Duration.ofHours(1);

  @BeforeEach
  void start() {
    listen();
  }

  @ParameterizedTest
  @CsvSource({
    "CUTS, 5, 50, 2",
    "CUTS, 30, 50, 2",
    "CUTS, 48, 50, 2",
    "CUTS, 5, 7, 2",
    "FORGETS, 4, 7, 2",
    "FORGETS, 4, 50, 5",
    "RESETS, 4, 7, 2",
    "RESETS, 4, 50, 5",
    "CUTS, 60, 50, 0",
    "FORGETS, 60, 50, 0"
  })
  void losesFewConnectionsAndThenStays(Manner manner, int limit, int interval, int most) {
    Middlebox middlebox = new Middlebox(manner, Duration.ofSeconds(limit));
    server.login = hello -> FakeServer.welcome(1_000L * interval);
    HeartwireClient client = behind(middlebox, IntervalStore.none());
    pass(HOUR);
    int learning = middlebox.ended;
    assertThat(learning).isLessThanOrEqualTo(most);
    pass(HOUR);
    assertThat(client.state()).isInstanceOf(Online.class);
    long keptMs = ((Online) client.state()).interval().toMillis();
    assertThat(keptMs).isLessThan(1_000L * limit);
    assertThat(server.connections).hasSize(1 + middlebox.ended);
    List<Long> told =
        server.pings.stream().map(Frame.Ping::intervalMs).filter(ms -> ms > 0).toList();
    assertThat(told.isEmpty()).as("nothing to tell the server").isEqualTo(most == 0);
    assertThat(keptMs).isEqualTo(told.isEmpty() ? 1_000L * interval : told.get(told.size() - 1));
  }

  @Test
  void remembersInAFileWhatItLearnedAndSaysWhy(@TempDir Path home) {
    IntervalStore file = IntervalStore.inFile(home.resolve("intervals"));
    server.login = hello -> FakeServer.welcome(50_000);
    Middlebox middlebox = new Middlebox(Manner.CUTS, Duration.ofSeconds(5));
    List<String> said = listening(() -> behind(middlebox, file).connect());
    assertThat(said)
        .anyMatch(
            line ->
                line.matches(
                    "client device-1: network local: 2 connections ended after (49\\d\\d|50\\d\\d)ms"
                        + " without traffic, each time the next login worked; a heartbeat every"
                        + " (39\\d\\d|40\\d\\d)ms there"));
    int before = middlebox.ended;
    assertThat(before).isEqualTo(2);
    behind(middlebox, file);
    pass(HOUR);
    assertThat(middlebox.ended).isEqualTo(before);
  }

  @Test
  void isNotTalkedOutOfItByAServerThatInsists() {
    Middlebox middlebox = new Middlebox(Manner.CUTS, Duration.ofSeconds(5));
    server.login = hello -> FakeServer.welcome(50_000);
    HeartwireClient client = behind(middlebox, IntervalStore.none());
    pass(HOUR);
    long told = server.pings.stream().filter(ping -> ping.intervalMs() > 0).count();
    for (int i = 0; i < 20; i++) {
      server.say(new Frame.Ping(99, Status.NONE, 0, new Directives(10_000, 30_000)));
      pass(Duration.ofSeconds(10));
    }
    assertThat(((Online) client.state()).interval()).isLessThan(Duration.ofMillis(4_100));
    assertThat(middlebox.ended).isEqualTo(2);
    assertThat(server.pings.stream().filter(ping -> ping.intervalMs() > 0).count()).isEqualTo(told);
  }

  @Test
  void aStoreThatFailsCostsNoMoreThanTheMemory() {
    server.login = hello -> FakeServer.welcome(50_000);
    Middlebox middlebox = new Middlebox(Manner.CUTS, Duration.ofSeconds(5));
    HeartwireClient client =
        behind(
            middlebox,
            new IntervalStore() {
              @Override
              public List<LearnedInterval> load() {
                throw new IllegalStateException("the disk is gone");
              }

              @Override
              public void save(List<LearnedInterval> learned) {
                throw new IllegalStateException("the disk is gone");
              }
            });
    pass(HOUR);
    assertThat(middlebox.ended).isEqualTo(2);
    assertThat(client.state()).isInstanceOf(Online.class);
  }

  @Test
  void aGoodbyeATakenAddressAndAWakeUpTeachNothing() {
    server.login = hello -> FakeServer.welcome(50_000);
    HeartwireClient client = connected(builder());
    for (int i = 0; i < 6; i++) {
      // Before the first ping, so that nothing speaks against the age.
      pass(Duration.ofSeconds(2));
      if (i % 2 == 0) {
        server.say(FakeServer.goodbye(CloseCode.BUSY));
      } else {
        client.wake();
        pass(Duration.ofSeconds(2));
        server.last().close();
      }
      pass(Duration.ofMinutes(2));
      assertThat(client.state()).as("end %d", i).isInstanceOf(Online.class);
    }
    assertThat(((Online) client.state()).interval()).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void aSessionThatDoesNotComeBackAtOnceTeachesNothing() {
    Middlebox middlebox = new Middlebox(Manner.CUTS, Duration.ofSeconds(5));
    server.login = hello -> FakeServer.welcome(50_000);
    HeartwireClient client = behind(middlebox, IntervalStore.none());
    for (int i = 0; i < 4; i++) {
      int before = middlebox.ended;
      server.login = hello -> FakeServer.welcome(50_000);
      while (middlebox.ended == before) {
        pass(Duration.ofSeconds(1));
      }
      server.login = hello -> FakeServer.goodbye(CloseCode.BUSY);
      pass(Duration.ofSeconds(5));
    }
    server.login = hello -> FakeServer.welcome(50_000);
    while (!(client.state() instanceof Online)) {
      pass(Duration.ofMillis(200));
    }
    assertThat(((Online) client.state()).interval()).isEqualTo(Duration.ofSeconds(50));
  }

  // trap 49
  @Test
  void ourOwnSleepIsNoMiddleboxs() {
    server.login = hello -> FakeServer.welcome(50_000);
    HeartwireClient client = connected(builder());
    for (int i = 0; i < 4; i++) {
      pass(Duration.ofSeconds(1));
      loop.suspend(Duration.ofMinutes(10));
      server.last().close();
      pass(Duration.ofSeconds(20));
    }
    assertThat(server.connections.size()).isEqualTo(5);
    assertThat(((Online) client.state()).interval()).isEqualTo(Duration.ofSeconds(50));
  }

  private HeartwireClient behind(Middlebox middlebox, IntervalStore store) {
    HeartwireClient client =
        builder().channelInitializer(middlebox::into).learnedIntervals(store).connect();
    pass(Duration.ofSeconds(2));
    return client;
  }

  private List<String> listening(Runnable act) {
    Logger logger = (Logger) LoggerFactory.getLogger(HeartwireClient.class);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(appender);
    try {
      act.run();
      pass(HOUR);
    } finally {
      logger.setLevel(null);
      logger.detachAppender(appender);
    }
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** Coarser than {@link #advance}: hours are long. */
  private void pass(Duration time) {
    for (long ms = 0; ms < time.toMillis(); ms += 50) {
      loop.advance(Duration.ofMillis(50), Duration.ofMillis(50));
      runCallbacks();
    }
  }
}
