package io.heartwire.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the timeouts of every engine owe: each engine has a test that extends this. */
public abstract class TimeoutsContract {
  protected static final long MOST = 5_000;
  private static final Duration HOUR = Duration.ofHours(1);

  private final EngineRig rig = new EngineRig(null);

  /** Opens the engine, again with what it had; {@value #MOST} timeouts may be pending. */
  protected abstract ClusterEngine open(InstantSource wallClock);

  /** Ends {@code engine} as {@code kill -9} would: nothing more is written. */
  protected abstract void kill(ClusterEngine engine);

  @BeforeEach
  final void start() {
    rig.engine = open(rig::wall);
  }

  @AfterEach
  final void stop() {
    rig.engine.close();
  }

  protected final ClusterEngine engine() {
    return rig.engine;
  }

  private Timeouts timeouts() {
    return rig.engine.timeouts();
  }

  private Timeouts.Answer set(String id, Duration after, String payload) {
    return done(timeouts().set(new Timeout(id, rig.wall().plus(after), payload)));
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private List<Event> fired() {
    return rig.all().stream().filter(event -> event.type() == EventType.TIMEOUT).toList();
  }

  private void awaitFired(int count) {
    EngineRig.await(count + " timeouts", () -> fired().size() >= count);
  }

  @Test
  void comesOutOnceAtItsTimeWithItsPayload() {
    Instant at = rig.wall().plusMillis(100);
    done(timeouts().set(new Timeout("call/7", at, "{\"a\":[1,\"x\"]}")));
    assertThat(fired()).isEmpty();
    awaitFired(1);

    Event event = fired().get(0);
    Instant whole = at.truncatedTo(ChronoUnit.MICROS);
    assertThat(event.data())
        .startsWith("{\"id\":\"call/7\",\"at\":\"")
        .endsWith("\",\"payload\":{\"a\":[1,\"x\"]}}");
    String told = event.data().split("\"")[7];
    assertThat(Instant.parse(told)).isEqualTo(whole);
    assertThat(event.at()).as("never early").isAfterOrEqualTo(whole);
    assertThat(event.client()).isEmpty();
    assertThat(timeouts().find("call/7")).isEmpty();
    assertThat(timeouts().figures().pending()).isZero();
    assertThat(timeouts().figures().fired()).isEqualTo(1);
  }

  @Test
  void whatHasPassedWhenItIsSetComesOutAtOnce() {
    set("late", Duration.ofMinutes(-5), "1");

    awaitFired(1);
  }

  @Test
  void thoseThatAreDueTogetherComeOutInTheOrderOfTheirTimes() {
    Instant base = rig.wall().plusMillis(300);
    for (int i = 9; i >= 0; i--) {
      done(timeouts().set(new Timeout("t-" + i, base.plusMillis(i), "null")));
    }
    awaitFired(10);

    assertThat(fired())
        .extracting(event -> event.data().substring(7, 10))
        .containsExactly("t-0", "t-1", "t-2", "t-3", "t-4", "t-5", "t-6", "t-7", "t-8", "t-9");
  }

  @Test
  void settingItAgainReplacesIt() {
    assertThat(set("a", HOUR, "1")).isEqualTo(new Timeouts.Answer.Kept(false));
    assertThat(set("a", Duration.ofMillis(50), "2")).isEqualTo(new Timeouts.Answer.Kept(true));

    awaitFired(1);
    assertThat(fired().get(0).data()).contains("\"payload\":2");
    assertThat(timeouts().figures().pending()).isZero();
  }

  @Test
  void whatIsCancelledDoesNotComeOut() {
    set("a", Duration.ofMillis(150), "1");
    set("b", Duration.ofMillis(250), "2");

    assertThat(done(timeouts().cancel("a"))).isTrue();
    assertThat(done(timeouts().cancel("a"))).isFalse();
    awaitFired(1);
    assertThat(fired()).singleElement().satisfies(it -> assertThat(it.data()).contains("\"b\""));
  }

  @Test
  void isDurableBeforeTheAnswerAndComesOutOnceAlsoOverAKill() {
    for (int i = 0; i < 100; i++) {
      set("soon-" + i, Duration.ofMillis(200), Integer.toString(i));
    }
    set("later", HOUR, "\"later\"");
    kill(rig.engine);
    start();
    assertThat(timeouts().figures().pending()).isGreaterThanOrEqualTo(1);
    awaitFired(100);
    kill(rig.engine);
    start();

    assertThat(timeouts().find("later")).map(Timeout::payload).contains("\"later\"");
    assertThat(timeouts().figures().pending()).isEqualTo(1);
    assertThat(new HashSet<>(fired().stream().map(Event::data).toList())).hasSize(100);
    assertThat(fired()).hasSize(100);
  }

  @Test
  void aClockSetBackAnHourDelaysNothingAndFiresNothingTwice() { // trap 20
    set("before", Duration.ofMillis(300), "1");
    rig.wallOffsetMs.set(-HOUR.toMillis());
    set("after", Duration.ofMillis(300), "2");
    set("in-an-hour", HOUR, "2");

    awaitFired(2);
    assertThat(fired()).hasSize(2);
    assertThat(timeouts().find("in-an-hour")).as("not by the clock as it was").isPresent();
    set("still", Duration.ofMillis(400), "3");
    for (int restart = 0; restart < 2; restart++) {
      kill(rig.engine);
      start();
    }
    awaitFired(3);
    assertThat(fired()).hasSize(3);
  }

  @Test
  void aClockSetForwardLetsComeOutWhatHasPassedByIt() {
    set("soon", Duration.ofMinutes(30), "1");
    set("much-later", Duration.ofHours(2), "2");
    rig.wallOffsetMs.set(HOUR.toMillis());

    awaitFired(1);
    assertThat(timeouts().find("much-later")).isPresent();
    rig.wallOffsetMs.set(0);
    set("now", Duration.ofMillis(50), "3");
    awaitFired(2);
    assertThat(timeouts().find("much-later")).isPresent();
  }

  @Test
  void listsInTheOrderOfComingOutPageByPage() {
    for (int i = 0; i < 5; i++) {
      set("t-" + i, HOUR.minusMinutes(i), "{}");
    }
    List<String> all = new ArrayList<>();
    Optional<String> next = Optional.empty();
    do {
      Timeouts.Page page = timeouts().page(next, 2);
      page.timeouts().forEach(it -> all.add(it.id()));
      next = page.next();
    } while (next.isPresent());

    assertThat(all).containsExactly("t-4", "t-3", "t-2", "t-1", "t-0");
    assertThatThrownBy(() -> timeouts().page(Optional.of("x"), 2))
        .hasMessageContaining("begin again");
  }

  @Test
  void refusesOneTooManyWithARemedyAndStillReplaces() {
    List<CompletionStage<Timeouts.Answer>> answers = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      answers.add(timeouts().set(new Timeout("t-" + i, rig.wall().plus(HOUR), "0")));
    }
    assertThat(answers).allMatch(it -> done(it).equals(new Timeouts.Answer.Kept(false)));

    assertThat(set("one-more", HOUR, "0"))
        .isInstanceOfSatisfying(
            Timeouts.Answer.Full.class,
            full -> assertThat(full.why()).contains(MOST + " timeouts", "presence.timeouts-max"));
    assertThat(set("t-7", HOUR, "1")).isEqualTo(new Timeouts.Answer.Kept(true));
    assertThat(timeouts().figures().refused()).isEqualTo(1);
    done(timeouts().cancel("t-9"));
    assertThat(set("one-more", HOUR, "0")).isEqualTo(new Timeouts.Answer.Kept(false));
    assertThat(timeouts().figures().pending()).isEqualTo(MOST);
  }

  @Test
  void aMassThatIsDueAtOnceComesOutInFull() { // trap 33
    Instant at = rig.wall().plusMillis(500);
    List<CompletionStage<Timeouts.Answer>> answers = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      answers.add(timeouts().set(new Timeout("t-" + i, at, Integer.toString(i))));
    }
    answers.forEach(TimeoutsContract::done);
    awaitFired((int) MOST);

    assertThat(new HashSet<>(fired().stream().map(Event::data).toList())).hasSize((int) MOST);
    assertThat(fired()).hasSize((int) MOST);
    assertThat(timeouts().figures().pending()).isZero();
  }

  @Test
  void refusesAPayloadThatIsTooLarge() {
    String large = "\"" + "é".repeat(8_192) + "\"";
    assertThatThrownBy(() -> new Timeout("a", Instant.EPOCH, large))
        .hasMessageContaining("16386 bytes, allowed are 16384");
    assertThatThrownBy(() -> new Timeout("a b", Instant.EPOCH, "1"))
        .hasMessageContaining("timeout id has the character");
    assertThatThrownBy(() -> new Timeout("a", Instant.MIN, "1")).hasMessageContaining("1970");
  }
}
