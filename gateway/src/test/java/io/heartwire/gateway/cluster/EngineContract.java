package io.heartwire.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine owes: each engine has a test that extends this. */
public abstract class EngineContract {
  protected static final Duration LEAST_BOOT_GRACE = Duration.ofMillis(400);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(150);

  private EngineRig rig;

  /** Opens the engine of this test, again with what it had if it was open before. */
  protected abstract ClusterEngine open(InstantSource wallClock);

  /** Ends {@code engine} as {@code kill -9} would: nothing is released, nothing more is written. */
  protected abstract void kill(ClusterEngine engine);

  @BeforeEach
  final void start() {
    rig = new EngineRig(null);
    rig.engine = open(rig::wall);
  }

  @AfterEach
  final void stop() {
    rig.engine.close();
  }

  private void reopen() {
    rig.engine = open(rig::wall);
  }

  @Test
  void everyLoginHasALargerEpochAlsoAfterARestartWithAClockSetBack() { // trap 20
    long first = rig.granted("dev-1").epoch();
    long second = rig.granted("dev-1").epoch();
    rig.wallOffsetMs.set(-Duration.ofHours(1).toMillis());
    long third = rig.granted("dev-1").epoch();
    rig.engine.close();
    reopen();
    long fourth = rig.granted("dev-1").epoch();

    assertThat(List.of(first, second, third, fourth)).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void whoComesAndGoesIsToldOnceEach() {
    Claimed.Granted session = rig.granted("dev-1");
    boolean released = rig.lose("dev-1", session, Duration.ZERO, DisconnectReason.GOODBYE);

    assertThat(released).isTrue();
    assertThat(rig.told())
        .containsExactly("online dev-1 " + session.epoch(), "offline dev-1 " + session.epoch());
    assertThat(rig.engine.counts()).isEqualTo(new Presences(0, 0, 1));
    assertThat(rig.all().get(1).data()).contains("\"reason\":\"GOODBYE\"", "\"CERTAIN\"");
  }

  private GroupVersion renew(String group, long version) {
    return rig.engine
        .renewGroup(group, version)
        .toCompletableFuture()
        .orTimeout(10, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void aGroupsVersionOnlyGrowsAndSurvivesAKill() {
    assertThat(rig.engine.groupVersions()).isEmpty();
    GroupVersion first = renew("vans", 0);
    assertThat(first.version()).isEqualTo(1);
    assertThat(renew("vans", 0).version()).isEqualTo(2);
    assertThat(renew("cars", 40).version()).isEqualTo(40);
    assertThat(renew("cars", 39).version()).as("older").isEqualTo(40);
    assertThat(renew("cars", 0).version()).isEqualTo(41);
    List<GroupVersion> before = rig.engine.groupVersions();
    assertThat(before).extracting(GroupVersion::group).containsExactly("cars", "vans");
    assertThat(before.get(0).changed()).isAfterOrEqualTo(first.changed());

    kill(rig.engine);
    reopen();
    assertThat(rig.engine.groupVersions()).isEqualTo(before);
  }

  @Test
  void aNoticeIsToldInItsTurnAndHasTheNumberUnderWhichItIsTold() {
    rig.granted("dev-1");
    Notice notice =
        new Notice(
            EventType.HEALTH, Optional.of(new ClientId("dev-1")), Optional.of("ann"), 7, "{}");
    long number = rig.engine.record(notice).toCompletableFuture().join();
    rig.granted("dev-2");

    assertThat(rig.told()).element(1).isEqualTo("health dev-1 7");
    Event told = rig.all().get(1);
    assertThat(told.number()).isEqualTo(number);
    assertThat(told.user()).contains("ann");
    assertThat(told.data()).isEqualTo("{}");
  }

  @Test
  void anOlderEpochChangesNothing() { // trap 37
    Claimed.Granted older = rig.granted("dev-1");
    Claimed.Granted newer = rig.granted("dev-1");

    assertThat(rig.lose("dev-1", older, Duration.ZERO)).isFalse();
    assertThat(rig.state("dev-1")).isEqualTo(PresenceState.ATTACHED);
    assertThat(rig.told())
        .containsExactly(
            "online dev-1 " + older.epoch(),
            "taken-over dev-1 " + older.epoch(),
            "online dev-1 " + newer.epoch());
  }

  @Test
  void whoResumesWithinGraceKeepsItsSessionAndNobodyHearsThatItWasAway() {
    Claimed.Granted session = rig.granted("dev-1");
    rig.lose("dev-1", session, LONG);
    assertThat(rig.engine.counts()).isEqualTo(new Presences(0, 1, 0));

    Claimed.Granted again =
        rig.granted(
            EngineRig.claim("dev-1", Optional.empty(), OptionalLong.of(session.epoch()), false));

    assertThat(again.resumed()).isTrue();
    assertThat(again.epoch()).isEqualTo(session.epoch());
    assertThat(again.sessionId()).isEqualTo(session.sessionId());
    assertThat(again.connection()).isEqualTo(2);
    assertThat(rig.told())
        .containsExactly("online dev-1 " + session.epoch(), "resumed dev-1 " + session.epoch());
    assertThat(rig.lose("dev-1", session, LONG)).as("the older connection").isFalse();
    assertThat(rig.engine.counts()).isEqualTo(new Presences(1, 0, 0));
  }

  @Test
  void whoDoesNotReturnWithinGraceIsAnnouncedOfflineWithItsReason() {
    Claimed.Granted session = rig.granted("dev-1");
    rig.lose("dev-1", session, SHORT);

    assertThat(rig.told()).hasSize(1);
    EngineRig.await("the end of grace", () -> rig.told().size() == 2);

    Event offline = rig.all().get(1);
    assertThat(offline.type()).isEqualTo(EventType.OFFLINE);
    assertThat(offline.epoch()).isEqualTo(session.epoch());
    assertThat(offline.data()).contains("\"reason\":\"SILENT\"", "\"confidence\":\"MODERATE\"");
    assertThat(rig.engine.find(new ClientId("dev-1")).orElseThrow().reason()).contains("SILENT");
    Claimed.Granted late =
        rig.granted(
            EngineRig.claim("dev-1", Optional.empty(), OptionalLong.of(session.epoch()), false));
    assertThat(late.resumed()).isFalse();
    assertThat(late.epoch()).isGreaterThan(session.epoch());
  }

  @Test
  void aNewLoginDuringGraceEndsTheOldSession() {
    Claimed.Granted old = rig.granted("dev-1");
    rig.lose("dev-1", old, LONG);
    Claimed.Granted fresh = rig.granted("dev-1");

    assertThat(rig.told())
        .containsExactly(
            "online dev-1 " + old.epoch(),
            "taken-over dev-1 " + old.epoch(),
            "online dev-1 " + fresh.epoch());
  }

  @Test
  void anExclusiveClaimIsRefusedWhileItsClientIsAttachedUnlessItResumes() {
    Claimed.Granted holder = rig.granted("dev-1");

    assertThat(rig.answer(EngineRig.claim("dev-1", Optional.empty(), OptionalLong.empty(), true)))
        .isEqualTo(new Claimed.Refused(holder.epoch()));
    assertThat(
            rig.answer(
                EngineRig.claim("dev-1", Optional.empty(), OptionalLong.of(holder.epoch()), true)))
        .isInstanceOf(Claimed.Granted.class);
    assertThat(rig.told()).hasSize(2);
  }

  @Test
  void aUserIsOnlineWhileAnyOfHisClientsIs() {
    Claimed.Granted phone = rig.granted(by("phone", "ann"));
    Claimed.Granted laptop = rig.granted(by("laptop", "ann"));
    rig.lose("phone", phone, Duration.ZERO);
    rig.lose("laptop", laptop, Duration.ZERO);

    assertThat(rig.told())
        .containsExactly(
            "online phone " + phone.epoch(),
            "user.online ann",
            "online laptop " + laptop.epoch(),
            "offline phone " + phone.epoch(),
            "offline laptop " + laptop.epoch(),
            "user.offline ann");
    assertThat(rig.engine.clientsOf("ann"))
        .extracting(it -> it.clientId().value())
        .containsExactly("laptop", "phone");
  }

  @Test
  void aClientThatComesBackForAnotherUserLeavesTheFirstOne() {
    Claimed.Granted hers = rig.granted(by("pad", "ann"));
    Claimed.Granted his =
        rig.granted(
            EngineRig.claim("pad", Optional.of("bob"), OptionalLong.of(hers.epoch()), false));

    assertThat(his.resumed()).isFalse();
    assertThat(rig.told())
        .containsExactly(
            "online pad " + hers.epoch(),
            "user.online ann",
            "taken-over pad " + hers.epoch(),
            "online pad " + his.epoch(),
            "user.online bob",
            "user.offline ann");
  }

  private static Claim by(String client, String user) {
    return EngineRig.claim(client, Optional.of(user), OptionalLong.empty(), false);
  }

  @Test
  void afterAKillNobodyIsOfflineBeforeAFullPeriodAndWhoReturnsResumes() { // trap 25
    Instant began = Instant.now().minusSeconds(1);
    Claimed.Granted returns = rig.granted(brief(by("returns", "ann")));
    Claimed.Granted stays = rig.granted(brief(by("stays-away", "bob")));
    kill(rig.engine);
    long restarted = System.nanoTime();
    reopen();

    assertThat(rig.engine.counts()).isEqualTo(new Presences(0, 2, 0));
    Claimed.Granted again =
        rig.granted(
            EngineRig.claim(
                "returns", Optional.of("ann"), OptionalLong.of(returns.epoch()), false));
    assertThat(again.resumed()).isTrue();
    EngineRig.await("its offline", () -> rig.told().contains("user.offline bob"));
    long afterMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - restarted);

    assertThat(afterMs).isGreaterThanOrEqualTo(LEAST_BOOT_GRACE.toMillis());
    Event offline =
        rig.all().stream().filter(it -> it.type() == EventType.OFFLINE).findFirst().orElseThrow();
    assertThat(offline.client()).contains("stays-away");
    assertThat(offline.epoch()).isEqualTo(stays.epoch());
    assertThat(offline.data()).contains("\"reason\":\"NODE_LOST\"").doesNotContain("1970");
    Instant lastSeen =
        rig.engine.find(new ClientId("stays-away")).orElseThrow().lastSeen().orElseThrow();
    assertThat(lastSeen).isBetween(began, Instant.now());
    assertThat(offline.data()).contains("\"lastSeen\":\"" + lastSeen.toString().substring(0, 19));
    assertThat(rig.told()).doesNotContain("offline returns " + returns.epoch());
  }

  private static Claim brief(Claim claim) {
    return new Claim(
        claim.clientId(),
        claim.user(),
        claim.group(),
        claim.sessionId(),
        claim.resumeEpoch(),
        claim.exclusive(),
        SHORT,
        claim.door());
  }

  @Test
  void aGraceThatRanWhenItWasKilledBeginsAnew() {
    Claimed.Granted session = rig.granted(brief(EngineRig.claim("dev-1")));
    rig.lose("dev-1", session, Duration.ofSeconds(1));
    kill(rig.engine);
    reopen();

    assertThat(rig.state("dev-1")).isEqualTo(PresenceState.IN_GRACE);
    EngineRig.await("its offline", () -> rig.state("dev-1") == PresenceState.OFFLINE);
    assertThat(rig.all().get(1).data()).contains("\"reason\":\"SILENT\"");
  }

  @Test
  void aMassWhoseGraceEndsAtOnceIsToldInFullAndItsUsersWithTheLastOfTheirClients() { // trap 33
    int clients = 2_500;
    List<CompletableFuture<Boolean>> lost = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      String name = "dev-" + i;
      lost.add(
          rig.engine
              .claim(by(name, "user-" + i % 10))
              .thenCompose(
                  claimed ->
                      rig.engine.release(
                          new Release(
                              new ClientId(name),
                              Optional.empty(),
                              ((Claimed.Granted) claimed).sessionId(),
                              ((Claimed.Granted) claimed).epoch(),
                              1,
                              Disconnect.of(DisconnectReason.SILENT, ""),
                              Duration.ofSeconds(1))))
              .toCompletableFuture());
    }
    lost.forEach(it -> it.orTimeout(30, TimeUnit.SECONDS).join());
    EngineRig.await(
        "the end of all graces", () -> rig.engine.counts().equals(new Presences(0, 0, clients)));

    List<Event> all = rig.all();
    assertThat(all.stream().filter(it -> it.type() == EventType.OFFLINE)).hasSize(clients);
    List<Event> users = all.stream().filter(it -> it.type() == EventType.USER_OFFLINE).toList();
    assertThat(users.stream().map(it -> it.user().orElseThrow()).distinct()).hasSize(10);
    for (Event user : users) {
      String client = user.data().split("\"")[3];
      assertThat(all)
          .filteredOn(it -> it.type() == EventType.OFFLINE && it.number() < user.number())
          .anyMatch(it -> it.client().equals(Optional.of(client)));
    }
    assertThat(rig.engine.latestEvent()).isEqualTo(all.get(all.size() - 1).number());
  }

  @Test
  void theSecretOutlivesARestart() {
    byte[] secret = rig.engine.secret();
    rig.engine.close();
    reopen();

    assertThat(secret).hasSize(32).isEqualTo(rig.engine.secret());
  }

  @Test
  void eventsAreReadByCursorAndByClient() {
    for (int i = 0; i < 5; i++) {
      rig.granted("dev-" + i % 2);
    }
    List<Event> first = rig.engine.events(0, 3);
    List<Event> rest = rig.engine.events(first.get(2).number(), 100);

    assertThat(first).hasSize(3);
    assertThat(rest.get(0).number()).isEqualTo(first.get(2).number() + 1);
    assertThat(rig.engine.latestEvent()).isEqualTo(rest.get(rest.size() - 1).number());
    List<Event> history = rig.engine.history(new ClientId("dev-1"), 2);
    assertThat(history).hasSize(2).allMatch(it -> it.client().equals(Optional.of("dev-1")));
    assertThat(history.get(0).number()).isGreaterThan(history.get(1).number());
  }

  @Test
  void aMassThatComesAndGoesAtOnceIsToldInFullAndInOrder() { // trap 33
    int clients = 5_000;
    List<CompletableFuture<Boolean>> gone = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      String client = "dev-" + i;
      gone.add(
          rig.engine
              .claim(EngineRig.claim(client))
              .thenCompose(
                  claimed -> {
                    Claimed.Granted granted = (Claimed.Granted) claimed;
                    return rig.engine.release(
                        new Release(
                            new ClientId(client),
                            Optional.empty(),
                            granted.sessionId(),
                            granted.epoch(),
                            1,
                            Disconnect.of(DisconnectReason.RESET, ""),
                            Duration.ZERO));
                  })
              .toCompletableFuture());
    }
    CompletableFuture.allOf(gone.toArray(CompletableFuture[]::new))
        .orTimeout(60, TimeUnit.SECONDS)
        .join();

    Map<String, List<EventType>> told = new HashMap<>();
    for (Event event : rig.all()) {
      told.computeIfAbsent(event.client().orElseThrow(), c -> new ArrayList<>()).add(event.type());
    }
    assertThat(told).hasSize(clients);
    assertThat(told.values())
        .allMatch(types -> types.equals(List.of(EventType.ONLINE, EventType.OFFLINE)));
    assertThat(rig.engine.counts()).isEqualTo(new Presences(0, 0, clients));
    assertThat(rig.engine.health().waiting()).isZero();
  }
}
