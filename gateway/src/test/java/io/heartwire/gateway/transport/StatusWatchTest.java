package io.heartwire.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.time.VirtualTime;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.health.Health;
import io.heartwire.gateway.health.HealthDesk;
import io.heartwire.gateway.health.HealthState;
import io.heartwire.gateway.health.Rule;
import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.LivenessChecks;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Policies;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.SharedValues;
import io.heartwire.gateway.session.Vitals;
import io.heartwire.wire.Status;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What heartbeats say, on the thread of a connection: this test's own. */
class StatusWatchTest {
  private static final int BEATS = 20_000;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Rule HOT =
      new Rule(
          "hot", "status.temp > 80.0", 10 * BEATS, 10 * BEATS, HealthState.UNHEALTHY, Set.of());

  private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final List<Notice> told = new ArrayList<>();
  private final TransportCounters counters = new TransportCounters();
  private final SharedValues<String> words = new SharedValues<>();
  private final SessionRegistry registry = registry();
  private HealthDesk desk = desk(List.of());

  @AfterEach
  void stop() {
    desk.close();
  }

  private static HealthDesk desk(List<Rule> rules) {
    return new HealthDesk(rules, () -> NOW, Thread::new);
  }

  private static SessionRegistry registry() {
    var time = new VirtualTime(0);
    LivenessPolicy policy = LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));
    return new SessionRegistry(
        256,
        new Policies(Policies.Settings.of(policy, Map.of()), new LivenessChecks(), time),
        new Disconnects(10, () -> NOW, time, departure -> {}),
        (session, disconnect) -> {});
  }

  private Session attach(long epoch, int connection) {
    String id = HexFormat.of().toHexDigits(epoch);
    var login =
        new Login(
            new ClientId("dev-1"),
            "",
            "",
            "",
            Duration.ZERO,
            "tcp",
            new InetSocketAddress("127.0.0.1", 1));
    return ((SessionRegistry.Attachment.Attached)
            registry.attach(
                login,
                Identity.ANONYMOUS,
                new NoConnection(),
                new Claimed.Granted(id + id, epoch, connection, NOW, connection > 1)))
        .session();
  }

  private StatusWatch watch(Session session) {
    return new StatusWatch(
        session,
        new StatusWatch.Surroundings(desk, told::add, counters, () -> NOW, words),
        loop::add);
  }

  private void answered() throws InterruptedException {
    Runnable answer = loop.poll(10, TimeUnit.SECONDS);
    assertThat(answer).as("an answer of the desk").isNotNull();
    answer.run();
  }

  private static Status status(String temp) {
    Map<String, String> values = new HashMap<>();
    values.put("temp", temp);
    values.put("fw", "1.2");
    for (int i = 0; i < 10; i++) {
      values.put("other-" + i, "same");
    }
    return Status.NONE.withBattery(0.5).withValues(values);
  }

  private static long allocatedBy(Runnable work) {
    work.run();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    work.run();
    return threads.getThreadAllocatedBytes(thread) - before;
  }

  private static void beat(StatusWatch watch, Status[] same) {
    for (int i = 0; i < BEATS; i++) {
      watch.heard(same[i & 1]);
    }
  }

  @Test
  void aHeartbeatThatSaysNothingNewAllocatesNothing() throws InterruptedException {
    desk = desk(List.of(HOT));
    Session session = attach(1, 1);
    StatusWatch watch = watch(session);
    // Two frames that say the same: each is decoded anew.
    Status[] cold = {status("20"), status("20")};
    Status[] hot = {status("90"), status("90")};
    watch.heard(cold[0]);
    answered();

    assertThat(allocatedBy(() -> beat(watch, cold))).as("in transition").isLessThan(BEATS);
    watch.heard(hot[0]);
    answered();
    assertThat(allocatedBy(() -> beat(watch, hot))).as("in transition").isLessThan(BEATS);
    for (int i = 0; i < 5; i++) {
      beat(watch, hot);
      beat(watch, hot);
    }
    assertThat(session.health().state()).isEqualTo(HealthState.UNHEALTHY);
    assertThat(allocatedBy(() -> beat(watch, hot))).as("steady").isLessThan(BEATS);
    assertThat(counters.statusChanges()).isEqualTo(2);
    assertThat(told).hasSize(1);
    assertThat(session.status().changedAtMs()).isEqualTo(NOW.toEpochMilli());
  }

  @Test
  void tellsEveryStatusFromTheOneBefore() {
    Session session = attach(1, 1);
    StatusWatch watch = watch(session);
    Map<String, String> values = Map.of("a", "1", "b", "2");
    List<Status> different =
        List.of(
            Status.NONE.withValues(values),
            Status.NONE.withValues(Map.of("a", "1", "b", "3")),
            Status.NONE.withValues(Map.of("a", "1", "c", "3")),
            Status.NONE.withValues(Map.of("a", "1")),
            Status.health("ok"),
            Status.health("ok").withBattery(0.5),
            Status.health("ok").withBattery(0.6),
            Status.health("ok").withSignal(0.6),
            Status.health("ok").withLoad(0.6),
            Status.health("fine").withLoad(0.6),
            Status.NONE.withValues(Map.of("a", "Aa")),
            Status.NONE.withValues(Map.of("a", "BB")));
    for (int i = 0; i < different.size(); i++) {
      watch.heard(different.get(i));
      watch.heard(different.get(i));
      assertThat(counters.statusChanges()).isEqualTo(i + 1);
    }
  }

  @Test
  void theFirstGoodWordIsNotToldAndAllOthersAre() {
    Session session = attach(7, 1);
    StatusWatch watch = watch(session);
    for (String word : List.of("ok", "healthy", "degraded", "unhealthy", "weird", "ok")) {
      watch.heard(Status.health(word));
    }
    assertThat(told).allMatch(it -> it.type() == EventType.HEALTH && it.epoch() == 7);
    assertThat(told)
        .extracting(Notice::data)
        .containsExactly(
            "{\"from\":\"healthy\",\"to\":\"degraded\",\"decidedBy\":\"CLIENT\",\"values\":"
                + "{\"health\":\"degraded\"}}",
            "{\"from\":\"degraded\",\"to\":\"unhealthy\",\"decidedBy\":\"CLIENT\",\"values\":"
                + "{\"health\":\"unhealthy\"}}",
            "{\"from\":\"unhealthy\",\"to\":\"unknown\",\"decidedBy\":\"CLIENT\",\"values\":"
                + "{\"health\":\"weird\"}}",
            "{\"from\":\"unknown\",\"to\":\"healthy\",\"decidedBy\":\"CLIENT\",\"values\":"
                + "{\"health\":\"ok\"}}");
    watch.end();
    assertThat(desk.figures().present(HealthState.HEALTHY, 0)).isZero();
  }

  @Test
  void aSessionThatIsResumedGoesOnAsItWasAndANewOneBeginsAnew() {
    Session first = attach(7, 1);
    StatusWatch watch = watch(first);
    watch.heard(Status.health("unhealthy"));
    watch.end();
    registry.detach(first, Disconnect.of(DisconnectReason.FIN, ""));

    Session back = attach(7, 2);
    assertThat(back.health().state()).isEqualTo(HealthState.UNHEALTHY);
    StatusWatch again = watch(back);
    assertThat(desk.figures().present(HealthState.UNHEALTHY, 1)).isOne();
    again.heard(Status.health("unhealthy"));
    assertThat(told).hasSize(1);
    Session over = attach(7, 3);
    assertThat(over.health().state()).isEqualTo(HealthState.UNHEALTHY);
    watch(over).heard(Status.health("ok"));
    assertThat(told).hasSize(2);
    assertThat(attach(8, 1).health()).isEqualTo(Health.UNJUDGED);
  }

  @Test
  void aResumedSessionOfWhichNothingIsRememberedIsToldToBeWell() {
    watch(attach(7, 2)).heard(Status.health("ok"));
    assertThat(told).hasSize(1);
  }

  @Test
  void ofTenThousandKeysAClientKeepsThoseItSaidLast() { // bad input of issue 4
    Session session = attach(1, 1);
    StatusWatch watch = watch(session);
    for (int i = 0; i < 10_000; i++) {
      watch.heard(Status.NONE.withValues(Map.of("key-" + i, "v")));
    }
    assertThat(session.status().values()).containsOnlyKeys("key-9999");
    String late = new String("key-9999".toCharArray());
    assertThat(words.shared(late)).as("no more than 1,024 are shared").isSameAs(late);
    String early = new String("key-0".toCharArray());
    assertThat(words.shared(early)).isNotSameAs(early);
  }

  private record NoConnection() implements Connection {
    @Override
    public void close(Disconnect disconnect, Farewell farewell) {}

    @Override
    public boolean send(Message message) {
      return false;
    }

    @Override
    public void reviewPolicy() {}

    @Override
    public CompletionStage<Vitals> vitals() {
      return CompletableFuture.failedFuture(new IllegalStateException("no socket"));
    }
  }
}
