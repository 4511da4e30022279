package io.heartwire.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.wire.Bytes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine owes to messages: each engine has a test that extends this. */
public abstract class InboxContract {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Inbox.Limits LIMITS = new Inbox.Limits(3, 1_000);
  private static final ClientId DEV = new ClientId("dev-1");

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

  private Inbox inbox() {
    return rig.engine.inbox();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private static Parcel parcel(String id, String body) {
    return new Parcel(DEV, id, "news", Bytes.utf8(body), LONG);
  }

  private Kept keep(String id) {
    return join(inbox().keep(parcel(id, "body of " + id), LIMITS));
  }

  private List<String> waiting(long after) {
    return join(inbox().waiting(DEV, after, 100)).stream()
        .map(it -> it.parcel().id() + " " + it.parcel().type() + " " + it.parcel().body().toUtf8())
        .toList();
  }

  private List<String> messageEvents() {
    return rig.all().stream()
        .filter(event -> event.type().word().startsWith("message"))
        .map(event -> event.type().word() + " " + event.client().orElse("") + " " + event.data())
        .toList();
  }

  @Test
  void aMessageSurvivesAKillAndGoesWithItsAcknowledgementForGood() { // trap 52
    rig.granted("dev-1");
    Kept.Held first = (Kept.Held) keep("m1");
    Kept.Held second = (Kept.Held) keep("m2");
    assertThat(first.attached()).isTrue();
    assertThat(second.number()).isGreaterThan(first.number());
    assertThat(second.previous()).isEqualTo(first.number());
    kill(rig.engine);
    rig.engine = open(rig::wall);

    assertThat(inbox().waitsFor(DEV)).isTrue();
    assertThat(waiting(0)).containsExactly("m1 news body of m1", "m2 news body of m2");
    assertThat(waiting(first.number())).containsExactly("m2 news body of m2");
    assertThat(join(inbox().delivered(DEV, "m1"))).isTrue();
    assertThat(join(inbox().delivered(DEV, "m1"))).isFalse();
    kill(rig.engine);
    rig.engine = open(rig::wall);

    assertThat(waiting(0)).containsExactly("m2 news body of m2");
    assertThat(join(inbox().delivered(DEV, "m2"))).isTrue();
    assertThat(inbox().waitsFor(DEV)).isFalse();
    assertThat(inbox().counts().waiting()).isZero();
    assertThat(messageEvents())
        .containsExactly(
            "message.delivered dev-1 {\"type\":\"news\",\"id\":\"m1\"}",
            "message.delivered dev-1 {\"type\":\"news\",\"id\":\"m2\"}");
  }

  @Test
  void theSameIdIsTheSameMessageAlsoAfterItsAcknowledgement() {
    rig.granted("dev-1");
    Kept.Held first = (Kept.Held) keep("m1");
    keep("m2");

    assertThat(keep("m1")).isEqualTo(first);
    assertThat(waiting(0)).hasSize(2);
    join(inbox().delivered(DEV, "m1"));
    assertThat(keep("m1")).isEqualTo(new Kept.Delivered());
    assertThat(waiting(0)).containsExactly("m2 news body of m2");
  }

  @Test
  void whoIsUnknownOrOfflineGetsNothingAndWhoIsInGraceDoes() {
    assertThat(keep("m1")).isEqualTo(new Kept.Unknown());
    Claimed.Granted session = rig.granted("dev-1");
    rig.lose("dev-1", session, LONG);
    assertThat(keep("m2"))
        .isInstanceOfSatisfying(Kept.Held.class, it -> assertThat(it.attached()).isFalse());
    Claimed.Granted again =
        rig.granted(
            EngineRig.claim("dev-1", Optional.empty(), OptionalLong.of(session.epoch()), false));
    rig.lose("dev-1", again, Duration.ZERO, DisconnectReason.GOODBYE);

    assertThat(keep("m3")).isEqualTo(new Kept.Offline());
    assertThat(keep("m2")).as("it is kept all the same").isInstanceOf(Kept.Held.class);
    assertThat(waiting(0)).as("the end of its session does not end it").hasSize(1);
  }

  @Test
  void thereIsABoundForMessagesAndOneForBytes() {
    rig.granted("dev-1");
    for (String id : List.of("m1", "m2", "m3")) {
      assertThat(keep(id)).isInstanceOf(Kept.Held.class);
    }
    assertThat(keep("m4"))
        .isInstanceOfSatisfying(Kept.Full.class, it -> assertThat(it.messages()).isEqualTo(3));
    assertThat(keep("m2")).isInstanceOf(Kept.Held.class);
    join(inbox().delivered(DEV, "m1"));
    Kept large = join(inbox().keep(parcel("m5", "x".repeat(980)), LIMITS));
    assertThat(large)
        .isInstanceOfSatisfying(Kept.Full.class, it -> assertThat(it.bytes()).isPositive());
    assertThat(keep("m4")).isInstanceOf(Kept.Held.class);
    assertThat(inbox().counts().refused()).isEqualTo(2);
  }

  @Test
  void whatIsNotAcknowledgedInTimeIsGivenUpAndThatIsTold() {
    rig.granted("dev-1");
    Parcel brief = new Parcel(DEV, "m1", "news", Bytes.EMPTY, Duration.ofMillis(150));
    join(inbox().keep(brief, LIMITS));
    keep("m2");
    EngineRig.await("its end", () -> inbox().counts().expired() == 1);

    assertThat(waiting(0)).containsExactly("m2 news body of m2");
    assertThat(join(inbox().delivered(DEV, "m1"))).isFalse();
    assertThat(messageEvents())
        .containsExactly("message.expired dev-1 {\"type\":\"news\",\"id\":\"m1\"}");
    assertThat(inbox().counts()).isEqualTo(new Inbox.Counts(1, 2, 0, 1, 0, 0, 0));
    assertThat(keep("m1")).as("sent again, it is a new one").isInstanceOf(Kept.Held.class);
  }

  private Inbox.Received receive(String client, String id) {
    Notice notice =
        new Notice(
            EventType.MESSAGE,
            Optional.of(new ClientId(client)),
            Optional.empty(),
            7,
            "{\"id\":1}");
    return join(inbox().receive(notice, id));
  }

  @Test
  void aMessageOfAClientIsRecordedOnceAlsoAfterAKill() { // trap 52
    Inbox.Received first = receive("dev-1", "m1");
    Inbox.Received of2 = receive("dev-2", "m1");
    kill(rig.engine);
    rig.engine = open(rig::wall);

    assertThat(receive("dev-1", "m1")).isEqualTo(new Inbox.Received(first.event(), true));
    Inbox.Received next = receive("dev-1", "m2");
    assertThat(next).isEqualTo(new Inbox.Received(of2.event() + 1, false));
    assertThat(rig.engine.latestEvent()).isEqualTo(next.event());
    assertThat(messageEvents()).hasSize(3).first().isEqualTo("message dev-1 {\"id\":1}");
    assertThat(inbox().counts()).isEqualTo(new Inbox.Counts(0, 0, 0, 0, 0, 1, 1));
  }

  @Test
  void aMessageWithoutAnIdIsRecordedEachTime() {
    receive("dev-1", "");
    receive("dev-1", "");

    assertThat(messageEvents()).hasSize(2);
  }

  @Test
  void theSameMessageManyTimesAtOnceIsRecordedOnce() {
    Notice notice = new Notice(EventType.MESSAGE, Optional.of(DEV), Optional.empty(), 7, "{}");
    List<CompletableFuture<Inbox.Received>> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      all.add(inbox().receive(notice, "m" + i % 5).toCompletableFuture());
    }
    all.forEach(InboxContract::join);

    assertThat(messageEvents()).hasSize(5);
    assertThat(all.stream().map(it -> it.join().event()).distinct()).hasSize(5);
  }

  @Test
  void theHistoryOfAClientIsThatOfItsSessions() {
    Claimed.Granted session = rig.granted("dev-1");
    receive("dev-1", "m1");
    receive("dev-1", "");
    keep("m2");
    join(inbox().delivered(DEV, "m2"));
    rig.lose("dev-1", session, Duration.ZERO);

    assertThat(rig.engine.history(DEV, 10))
        .extracting(Event::type)
        .containsExactly(EventType.OFFLINE, EventType.ONLINE);
  }

  @Test
  void saysWhoOfAGroupIsInGrace() {
    Claimed.Granted lost = rig.granted("dev-1");
    rig.granted("dev-2");
    rig.lose("dev-1", lost, LONG);

    assertThat(inbox().inGrace("default")).containsExactly(DEV);
    assertThat(inbox().inGrace("other")).isEmpty();
  }
}
