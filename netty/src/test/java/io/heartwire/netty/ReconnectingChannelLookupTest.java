package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.reconnect.Ending;
import io.heartwire.core.reconnect.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a client finds out where to connect to. */
class ReconnectingChannelLookupTest extends ReconnectBench {
  private static final Disconnect BY_USER = Disconnect.of(DisconnectReason.CLOSED_BY_USER, "");
  private static final Endpoint B = new Endpoint("b", 1);

  // trap 47
  @Test
  void looksUpEndpointsAndAddressesBeforeEachAttempt() {
    listen("a");
    listen("b");
    started(7);
    endpoints = List.of(B);
    listeners.get(0).close();
    accepted.get(0).close();
    loop.advance(Duration.ofSeconds(4));
    assertThat(connects).containsExactly("a", "b");
    assertThat(journal.lookups).containsExactly("a", "b");
  }

  // trap 47
  @Test
  void doesNotChaseAnEndpointThatLeftOnPurpose() {
    listen("a");
    listen("b");
    endpoints = List.of(A, B);
    for (int seed = 0; seed < 10; seed++) {
      ReconnectingChannel client = build(seed);
      client.start();
      loop.advance(Duration.ofSeconds(2));
      String first = connects.get(connects.size() - 1);
      Disconnect leaving = Disconnect.of(DisconnectReason.SHUTDOWN, "");
      client.end(journal.channel(), Ending.of(leaving));
      loop.advance(Duration.ofSeconds(4));
      assertThat(connects.get(connects.size() - 1)).as("seed %d", seed).isNotEqualTo(first);
    }
  }

  @Test
  void usesWhatTheSourceSaidBeforeWhileItIsDown() {
    listen("a");
    started(7);
    endpoints = List.of();
    accepted.get(0).close();
    loop.advance(Duration.ofSeconds(4));
    assertThat(journal.online).hasSize(2);
  }

  // trap 44
  @Test
  void usesWhatTheSourceSaidBeforeWhileItSaysNothing() {
    listen("a");
    started(7);
    sourceAnswers = false;
    accepted.get(0).close();
    loop.advance(Duration.ofSeconds(7));
    assertThat(journal.online).hasSize(2);
  }

  // trap 44
  @Test
  void comesToAnEndpointBehindNamesThatAreNeverAnswered() {
    listen("a");
    List<Endpoint> names = new ArrayList<>(List.of(A));
    for (int port = 1; port <= CandidateSearch.MAX_NAMES; port++) {
      names.add(new Endpoint("unanswered", port));
    }
    endpoints = names;
    for (int seed = 0; seed < 10; seed++) {
      Journal own = new Journal();
      ReconnectingChannel client = build(seed, own);
      client.start();
      loop.advance(Duration.ofSeconds(12));
      assertThat(own.online).as("seed %d", seed).hasSize(1);
      client.close(BY_USER);
    }
  }

  // traps 30 and 43
  @Test
  void isNotHeldUpByALookupThatNeverAnswers() {
    listen("a");
    endpoints = List.of(new Endpoint("unanswered", 1), A);
    started(7);
    assertThat(journal.online).hasSize(1);
    endpoints = List.of(new Endpoint("unanswered", 1));
    accepted.get(0).close();
    loop.advance(Duration.ofSeconds(12));
    assertThat(journal.endings).hasSizeGreaterThanOrEqualTo(2);
    assertThat(journal.endings.get(1).why().detail()).contains("no address found within 5s");
    assertThat(journal.stops).isEmpty();
  }

  @Test
  void countsALookupThatFailsAsAFailedAttempt() {
    endpoints = List.of(new Endpoint("unknown", 1), new Endpoint("throws", 1));
    started(7);
    assertThat(journal.endings.get(0).why().reason()).isEqualTo(DisconnectReason.CONNECT_FAILED);
    assertThat(loop.timersLeft()).isEqualTo(1);
  }
}
