package io.heartwire.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

class SinksTest {
  @TempDir Path dir;

  private TestGateway telling(Receiver receiver, String... more) {
    String[] settings = {
      "presence.grace", "off",
      "presence.file", dir.resolve("presence.db").toString(),
      "sinks.hook.type", "webhook",
      "sinks.hook.url", receiver.url(),
      "sinks.hook.secret", "correct-horse",
      "sinks.hook.timeout", "500ms"
    };
    String[] all = Arrays.copyOf(settings, settings.length + more.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return TestGateway.with(all);
  }

  private static void comeAndGo(TestGateway it, int clients) throws IOException {
    long before = it.gateway.engine().latestEvent();
    for (int i = 0; i < clients; i++) {
      it.login("dev-" + i).close();
    }
    TestGateway.await(
        "the events", () -> it.gateway.engine().latestEvent() == before + 2L * clients);
  }

  private static SinkState state(TestGateway it) {
    return it.gateway.sinks().orElseThrow().states().get(0);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void aWebhookIsToldEverythingInOrderAndSigned() throws IOException {
    try (Receiver receiver = new Receiver("correct-horse");
        TestGateway it = telling(receiver, "sinks.hook.batch", "3")) {
      comeAndGo(it, 5);
      TestGateway.await("the last one", () -> receiver.ids.contains("10"));

      assertThat(receiver.ids).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
      assertThat(receiver.signed).doesNotContain(false).isNotEmpty();
      TestGateway.await("its cursor", () -> state(it).behind() == 0);
      assertThat(state(it).delivered()).isEqualTo(10);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void aWebhookThatFailsIsTriedAgainAndMissesNothing() throws IOException {
    try (Receiver receiver = new Receiver("correct-horse");
        TestGateway it = telling(receiver)) {
      receiver.status = 500;
      comeAndGo(it, 2);
      TestGateway.await("a failure", () -> state(it).failures() >= 1);
      assertThat(state(it).problem().orElseThrow()).contains(receiver.url(), "500");
      assertThat(state(it).behind()).isEqualTo(4);

      receiver.status = 200;
      TestGateway.await("all of it", () -> state(it).behind() == 0);
      assertThat(receiver.ids).containsExactly("1", "2", "3", "4");
      assertThat(state(it).problem()).isEmpty();
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void aRedirectIsNotFollowedAndSaysSo() throws IOException {
    try (Receiver receiver = new Receiver("correct-horse");
        TestGateway it = telling(receiver)) {
      receiver.status = 301;
      comeAndGo(it, 1);
      TestGateway.await("the answer", () -> state(it).problem().orElse("").contains("301"));

      assertThat(state(it).problem().orElseThrow()).contains("not followed");
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void aWebhookThatHangsOrTalksForEverIsCutOff() throws IOException {
    try (Receiver receiver = new Receiver("correct-horse");
        TestGateway it = telling(receiver)) {
      receiver.hangs = true;
      comeAndGo(it, 1);
      TestGateway.await("a failure", () -> state(it).failures() >= 1);
      receiver.hangs = false;
      receiver.babbles = true;
      TestGateway.await(
          "another", () -> state(it).problem().orElse("").contains("did not end its answer"));
      receiver.babbles = false;
      TestGateway.await("all of it", () -> state(it).behind() == 0);

      assertThat(receiver.ids).containsExactly("1", "2");
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void goesOnAfterARestartWhereItWasAndIsToldAgainOnDemand() throws IOException {
    try (Receiver receiver = new Receiver("correct-horse")) {
      try (TestGateway it = telling(receiver)) {
        comeAndGo(it, 1);
        TestGateway.await("all of it", () -> state(it).behind() == 0);
        receiver.status = 503;
        comeAndGo(it, 1);
        TestGateway.await("a failure", () -> state(it).failures() >= 1);
      }
      receiver.status = 200;
      try (TestGateway it = telling(receiver)) {
        TestGateway.await("the rest", () -> receiver.ids.size() >= 4);
        assertThat(receiver.ids).containsExactly("1", "2", "3", "4");

        assertThat(it.gateway.sinks().orElseThrow().replay("hook", 2)).isTrue();
        assertThat(it.gateway.sinks().orElseThrow().replay("hock", 2)).isFalse();
        TestGateway.await("the replay", () -> receiver.ids.size() >= 6);
        assertThat(receiver.ids).containsExactly("1", "2", "3", "4", "3", "4");
      }
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void aSinkThatIsNewBeginsWithWhatComesNow() throws IOException {
    String file = dir.resolve("presence.db").toString();
    try (TestGateway it = TestGateway.with("presence.file", file, "presence.grace", "off")) {
      comeAndGo(it, 3);
    }
    try (Receiver receiver = new Receiver("correct-horse");
        TestGateway it = telling(receiver)) {
      comeAndGo(it, 1);
      TestGateway.await("its events", () -> receiver.ids.size() >= 2);
      assertThat(receiver.ids).isEqualTo(List.of("7", "8"));
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void sinksOnOneHostShareItsCircuitBreakerWhichOpensAndClosesAgain() throws IOException {
    try (Receiver receiver = new Receiver("correct-horse");
        TestGateway it =
            telling(receiver, "sinks.other.type", "webhook", "sinks.other.url", receiver.url())) {
      receiver.status = 500;
      comeAndGo(it, 1);
      Sinks sinks = it.gateway.sinks().orElseThrow();
      TestGateway.await("both to be left alone", () -> open(sinks, "hook") && open(sinks, "other"));

      assertThat(receiver.requests.get()).isBetween(5, 6);
      assertThat(sinks.state("other").orElseThrow().problem().orElseThrow()).contains("500");
      receiver.status = 200;
      TestGateway.await("all of it", () -> sinks.states().stream().allMatch(s -> s.behind() == 0));
      assertThat(open(sinks, "hook")).isFalse();
      assertThat(receiver.requests.get()).isLessThanOrEqualTo(8);
    }
  }

  private static boolean open(Sinks sinks, String name) {
    return sinks.state(name).orElseThrow().circuit().orElseThrow().state().equals("open");
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void aTypeThatNobodyKnowsIsRefusedWithThoseThatThereAre() {
    assertThatThrownBy(() -> TestGateway.with("sinks.lake.type", "lava"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("sinks.lake.type (lava)", "file", "log", "webhook");
  }
}
