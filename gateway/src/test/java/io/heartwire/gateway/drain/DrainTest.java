package io.heartwire.gateway.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.time.VirtualTime;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.LivenessChecks;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Policies;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.Vitals;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a drain tells, when, and what, in virtual time. */
class DrainTest {
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final InetSocketAddress HERE = new InetSocketAddress("127.0.0.1", 4711);

  private GatewayConfig config = GatewayConfig.defaults();
  private final VirtualTime time = new VirtualTime(Long.MAX_VALUE - 5_000_000_000L);
  private final List<Told> told = new ArrayList<>();
  private final List<Farewell> strangers = new ArrayList<>();
  private final SessionRegistry sessions =
      new SessionRegistry(
          2_560,
          new Policies(
              Policies.Settings.of(
                  LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150)), Map.of()),
              new LivenessChecks(),
              time),
          new Disconnects(100, () -> Instant.EPOCH, time, departure -> {}),
          new SessionRegistry.Listener() {
            @Override
            public void released(Session session, Disconnect disconnect) {}

            @Override
            public void flapping(Session session) {}
          });
  private int lingering;
  private List<String> elsewhere = List.of();
  private int othersTold;
  private final Drain drain =
      new Drain(
          sessions,
          new Drain.Doors(
              () -> (int) sessions.attached() + lingering,
              farewells -> strangers.add(farewells.apply("http"))),
          new Drain.Others(
              listener ->
                  elsewhere.stream()
                      .map(it -> it + (listener.equals("tcp") ? ":1" : ":2"))
                      .toList(),
              () -> othersTold++),
          new Drain.Terms(() -> config.drain(), time, new SplittableRandom(7)));
  private long begunAt;

  /** One goodbye, with the virtual milliseconds since the drain began. */
  private record Told(String clientId, long atMs, Disconnect disconnect, Farewell farewell) {
    long waitMs() {
      return farewell.retryAfter().orElseThrow().toMillis();
    }
  }

  /** A client that says nothing. */
  private final class Idle implements Connection {
    private final String clientId;

    Idle(String clientId) {
      this.clientId = clientId;
    }

    @Override
    public void close(Disconnect disconnect, Farewell farewell) {
      told.add(new Told(clientId, (time.nanoTime() - begunAt) / 1_000_000, disconnect, farewell));
    }

    @Override
    public boolean send(Message message) {
      return true;
    }

    @Override
    public void reviewPolicy() {}

    @Override
    public CompletionStage<Vitals> vitals() {
      return CompletableFuture.failedFuture(new IllegalStateException("no socket"));
    }
  }

  private void attach(int from, int to) {
    for (int i = from; i < to; i++) {
      String id = "dev-" + i;
      sessions.attach(
          new Login(new ClientId(id), "", "", "1.0", Duration.ZERO, "tcp", HERE),
          Identity.ANONYMOUS,
          new Idle(id),
          new Claimed.Granted("0".repeat(32), i + 1, 1, Instant.EPOCH, false));
    }
  }

  private void begin(Duration within) {
    begunAt = time.nanoTime();
    drain.begin(Drain.Pace.over(within));
  }

  private long toldWithin(long fromMs, long toMs) {
    return told.stream().filter(it -> it.atMs() >= fromMs && it.atMs() < toMs).count();
  }

  @Test
  void everyIdleClientIsToldOnceAndEvenlyOverTheTime() { // trap 54
    attach(0, 3_000);
    begin(TIME);
    time.advance(TIME);

    assertThat(told)
        .hasSize(3_000)
        .allMatch(it -> it.disconnect().reason() == DisconnectReason.DRAINED);
    assertThat(told.stream().map(Told::clientId).distinct()).hasSize(3_000);
    for (int second = 0; second < 30; second++) {
      assertThat(toldWithin(second * 1_000L, second * 1_000L + 1_000))
          .as("second %d", second)
          .isBetween(95L, 105L);
    }
    assertThat(drain.state()).isEqualTo(Drain.State.ENDED);
  }

  @Test
  void clientsAreToldInAnOrderThatIsNotTheirs() {
    attach(0, 100);
    begin(TIME);
    time.advance(TIME);

    long lowInFirstHalf =
        told.subList(0, 50).stream()
            .filter(it -> Integer.parseInt(it.clientId().substring(4)) < 50)
            .count();
    assertThat(lowInFirstHalf).isBetween(10L, 40L);
    List<String> registryOrder =
        told.stream().map(Told::clientId).sorted((a, b) -> a.hashCode() - b.hashCode()).toList();
    assertThat(told.stream().map(Told::clientId).toList()).isNotEqualTo(registryOrder);
  }

  @Test
  void theirReturnsAreSpreadSoThatNoMoreComeThanAreTaken() {
    config = GatewayConfig.of("drain.return-rate", "100", "drain.endpoints", "b:7400, c:7400");
    attach(0, 3_000);
    begin(Duration.ofSeconds(1));
    time.advance(Duration.ofSeconds(2));

    assertThat(told).hasSize(3_000).allMatch(it -> it.farewell().endpoints().size() == 2);
    assertThat(told).allMatch(it -> it.waitMs() >= 1_000 && it.waitMs() <= 31_000);
    for (int second = 2; second < 30; second++) {
      long from = second * 1_000L;
      assertThat(told.stream().map(it -> it.atMs() + it.waitMs()))
          .filteredOn(backAt -> backAt >= from && backAt < from + 1_000)
          .as("second %d", second)
          .hasSizeBetween(60, 140);
    }
  }

  @Test
  void whoCameLateIsToldAfterTheOthersAndNewcomersAreSentAway() {
    attach(0, 10);
    assertThat(drain.newcomer("tcp")).isEmpty();
    begin(TIME);
    time.advance(Duration.ofSeconds(1));
    attach(10, 11);
    Farewell newcomer = drain.newcomer("tcp").orElseThrow();
    assertThat(newcomer.retryAfter().orElseThrow())
        .isBetween(TIME.minusSeconds(1), TIME.plusSeconds(10));
    assertThat(strangers).hasSize(1);
    time.advance(TIME);

    assertThat(told).hasSize(11).last().extracting(Told::clientId).isEqualTo("dev-10");
  }

  @Test
  void aNewcomerWithSomewhereToGoNeedNotWaitUntilWeAreGone() {
    config = GatewayConfig.of("drain.endpoints", "b:7400");
    attach(0, 10);
    begin(TIME);
    time.advance(Duration.ofSeconds(1));

    Farewell newcomer = drain.newcomer("tcp").orElseThrow();
    assertThat(newcomer.endpoints()).containsExactly("b:7400");
    assertThat(newcomer.retryAfter().orElseThrow()).isLessThan(Duration.ofSeconds(7));
  }

  @Test
  void whereOtherGatewaysAreThereClientsAreToldToGoToThoseSoon() {
    elsewhere = List.of("b", "c");
    attach(0, 3_000);
    begin(TIME);
    assertThat(othersTold).as("before anybody is told to go").isEqualTo(1);
    time.advance(TIME);

    assertThat(told).hasSize(3_000);
    assertThat(told).allMatch(it -> it.farewell().endpoints().equals(List.of("b:1", "c:1")));
    assertThat(told).allMatch(it -> it.waitMs() >= 0 && it.waitMs() <= 1_000);
    assertThat(strangers.get(0).endpoints())
        .as("of another listener")
        .containsExactly("b:2", "c:2");
    assertThat(drain.newcomer("http").orElseThrow().retryAfter().orElseThrow())
        .isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aDrainFasterThanTheOthersTakeClientsHasThemWaitForTheRest() {
    config = GatewayConfig.of("drain.return-rate", "100");
    elsewhere = List.of("b");
    attach(0, 3_000);
    begin(Duration.ofSeconds(10));
    time.advance(Duration.ofSeconds(11));

    for (int second = 2; second < 28; second++) {
      long from = second * 1_000L;
      assertThat(told.stream().map(it -> it.atMs() + it.waitMs()))
          .filteredOn(backAt -> backAt >= from && backAt < from + 1_000)
          .as("second %d", second)
          .hasSizeLessThan(190);
    }
    assertThat(told).allMatch(it -> it.waitMs() <= 20_000);
  }

  @Test
  void placesThatSomebodyConfiguredComeBeforeTheOtherGateways() {
    config = GatewayConfig.of("drain.endpoints", "elsewhere.example:7400");
    elsewhere = List.of("b");
    attach(0, 10);
    begin(TIME);
    time.advance(TIME);
    assertThat(told)
        .hasSize(10)
        .allMatch(it -> it.farewell().endpoints().equals(List.of("elsewhere.example:7400")));
    assertThat(told).allMatch(it -> it.waitMs() >= 1_000);
  }

  @Test
  void aRateSaysHowManyAreToldInASecond() {
    elsewhere = List.of("b");
    attach(0, 3_000);
    begunAt = time.nanoTime();
    assertThat(drain.begin(Drain.Pace.of(500)).time()).isEqualTo(Duration.ofSeconds(6));
    time.advance(Duration.ofSeconds(6));
    assertThat(told).hasSize(3_000).allMatch(it -> it.waitMs() <= 1_000);
    assertThat(toldWithin(2_000, 3_000)).isBetween(490L, 510L);
  }

  @Test
  void aRateThatWouldTakeTooLongIsRefusedAndNothingBegins() {
    attach(0, 3_601);
    assertThatThrownBy(() -> drain.begin(Drain.Pace.of(1)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("3601 clients at 1 a second would take 3601 s, limit 3600 s: raise the rate");
    assertThat(drain.isReady()).isTrue();
    assertThatThrownBy(() -> Drain.Pace.of(0)).hasMessageContaining("rate of a drain (0)");
  }

  @Test
  void readinessTurnsBeforeTheFirstGoodbye() {
    attach(0, 10);
    drain.readinessAsked();
    begin(TIME);
    assertThat(drain.isReady()).isFalse();
    assertThat(drain.newcomer("tcp")).as("whom a load balancer still sends").isEmpty();
    time.advance(Duration.ofMillis(999));
    assertThat(told).isEmpty();
    time.advance(Duration.ofMillis(1));
    assertThat(told).hasSize(1);
  }

  @Test
  void theFirstIsToldAtOnceIfNobodyEverAskedForReadiness() {
    attach(0, 10);
    begin(TIME);
    time.advance(Duration.ZERO);
    assertThat(told).hasSize(1);
  }

  @Test
  void withNobodyAttachedItEndsAtOnce() {
    drain.readinessAsked();
    begin(TIME);
    assertThat(drain.state()).isEqualTo(Drain.State.ENDED);
  }

  @Test
  void withoutTimeItLeavesTheGoodbyesToTheShutdown() {
    attach(0, 10);
    drain.readinessAsked();
    begin(Duration.ZERO);
    assertThat(drain.state()).isEqualTo(Drain.State.ENDED);
    assertThat(told).isEmpty();
  }

  @Test
  void endsWhenAllHaveLeftByThemselves() {
    attach(0, 10);
    begin(TIME);
    time.advance(Duration.ofSeconds(1));
    sessions
        .sessions()
        .forEach(it -> sessions.detach(it, Disconnect.of(DisconnectReason.GOODBYE, "")));
    time.advance(Duration.ofMillis(20));
    assertThat(drain.state()).isEqualTo(Drain.State.ENDED);
    assertThat(told).hasSizeLessThan(3);
  }

  @Test
  void waitsForConnectionsThatLingerButNotLongerThanTheFarewell() {
    attach(0, 10);
    lingering = 3;
    begin(TIME);
    time.advance(TIME.plusMillis(900));
    assertThat(told).hasSize(10);
    assertThat(drain.state()).isEqualTo(Drain.State.TELLING);
    time.advance(Duration.ofMillis(120));
    assertThat(drain.state()).isEqualTo(Drain.State.ENDED);
    assertThat(drain.wasCutShort()).isFalse();
  }

  @Test
  void aSecondBeginAnswersTheFirstAndChangesNothing() {
    attach(0, 10);
    begin(TIME);
    time.advance(Duration.ofSeconds(1));
    Drain.Progress second = drain.begin(Drain.Pace.over(Duration.ofMillis(100)));
    assertThat(second.time()).isEqualTo(TIME);
    assertThat(second.left()).isEqualTo(TIME);
    time.advance(Duration.ofSeconds(1));
    assertThat(told).hasSizeLessThan(5);
  }

  @Test
  void canBeCutShort() {
    attach(0, 10);
    drain.cutShort();
    assertThat(drain.state()).isEqualTo(Drain.State.SERVING);
    begin(TIME);
    drain.cutShort();
    assertThat(drain.state()).isEqualTo(Drain.State.ENDED);
    assertThat(drain.wasCutShort()).isTrue();
    time.advance(TIME);
    assertThat(told).isEmpty();
  }

  @Test
  void makesUpForAStallOfOursAtTwiceThePaceNotAtOnce() {
    attach(0, 3_000);
    begin(TIME);
    time.advance(Duration.ofSeconds(5));
    int before = told.size();
    time.stall(Duration.ofSeconds(5));
    time.advance(Duration.ofSeconds(1));
    assertThat(told.size() - before).isBetween(180, 260);
    time.advance(TIME);
    assertThat(told).hasSize(3_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 31, 20_000})
  void anyNumberOfClientsIsGoneInTime(int clients) {
    attach(0, clients);
    begin(TIME);
    time.advance(TIME);
    assertThat(told).hasSize(clients);
    assertThat(drain.state()).isEqualTo(Drain.State.ENDED);
    time.advance(Duration.ofSeconds(5));
    assertThat(time.pendingTasks()).isZero();
  }
}
