package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.client.ClientState.Online;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.GroupVersion;
import io.heartwire.wire.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A client whose group has data in common is told once when it is stale, and says that it knows.
 */
class ClientGroupDataTest extends ClientBench {
  private static final Duration BEAT = Duration.ofSeconds(6);

  private final List<String> stale = new ArrayList<>();

  @BeforeEach
  void start() {
    listen();
    server.login = hello -> server.welcome("cars");
  }

  private HeartwireClientBuilder car() {
    return builder().onGroupStale((group, version) -> stale.add(group + " " + version));
  }

  private Frame.Ping lastPing() {
    return server.pings.get(server.pings.size() - 1);
  }

  private void reconnect() {
    server.last().close();
    advance(Duration.ofMinutes(2));
  }

  @Test
  void isToldWithTheNextHeartbeatAndAcknowledgesWithTheOneAfter() {
    connected(car());
    advance(BEAT);
    assertThat(stale).isEmpty();
    server.groupVersion = 4;

    int before = server.pings.size();
    while (server.pings.size() == before) {
      advance(Duration.ofMillis(100));
    }
    assertThat(stale).containsExactly("cars 4");
    assertThat(lastPing().groupVersion()).isZero();
    advance(BEAT);
    assertThat(lastPing().groupVersion()).isEqualTo(4);
    advance(Duration.ofMinutes(5));
    assertThat(stale).as("once").containsExactly("cars 4");
    assertThat(lastPing().groupVersion()).isEqualTo(4);
  }

  @Test
  void isToldThoughSomePongsAreLost() {
    connected(car());
    server.groupVersion = 4;
    server.pongsOfGroupAreLost = true;
    advance(Duration.ofMinutes(1));
    assertThat(stale).isEmpty();
    server.pongsOfGroupAreLost = false;
    advance(BEAT);
    assertThat(stale).containsExactly("cars 4");
  }

  @Test
  void isToldOnceOverAsManyConnectionsAsItTakes() {
    server.groupVersion = 4;
    connected(car());
    advance(BEAT);
    assertThat(stale).as("whatever it kept before its first login").containsExactly("cars 4");
    reconnect();
    reconnect();
    assertThat(server.hellos.size()).isGreaterThan(2);
    assertThat(server.hellos.get(0).groupData()).isEqualTo(GroupVersion.NONE);
    assertThat(server.hellos.get(2).groupData()).isEqualTo(new GroupVersion("cars", 4));
    assertThat(stale).containsExactly("cars 4");

    server.groupVersion = 5;
    reconnect();
    assertThat(stale).containsExactly("cars 4", "cars 5");
  }

  @Test
  void isToldWhenItComesToAnotherGroup() {
    server.groupVersion = 4;
    connected(car().groupData("cars", 4));
    advance(BEAT);
    assertThat(stale).as("it said that it has that").isEmpty();
    server.login = hello -> server.welcome("vans");
    reconnect();
    assertThat(stale).containsExactly("vans 4");
    assertThat(lastPing().groupVersion()).isEqualTo(4);
  }

  @Test
  void isToldWhenTheServerHasForgottenTheVersion() {
    server.groupVersion = 4;
    connected(car());
    advance(BEAT);
    server.groupVersion = 0;
    reconnect();
    assertThat(stale).containsExactly("cars 4", "cars 0");
  }

  @Test
  void isToldAgainIfItThrows() {
    server.groupVersion = 4;
    connected(
        builder()
            .onGroupStale(
                (group, version) -> {
                  stale.add("tried");
                  if (stale.size() < 3) {
                    throw new IllegalStateException("the cache is locked");
                  }
                }));
    advance(BEAT);
    assertThat(lastPing().groupVersion()).isZero();
    advance(Duration.ofMinutes(1));
    assertThat(stale).hasSize(3);
    assertThat(lastPing().groupVersion()).isEqualTo(4);
  }

  @Test
  void answersAServerThatAsksWithAPingAtOnce() {
    HeartwireClient client = connected(car());
    server.groupVersion = 4;
    for (int i = 0; i < 5; i++) {
      client.deliver("reading", Bytes.EMPTY);
      advance(Duration.ofSeconds(1));
    }
    int before = server.pings.size();
    server.say(new Frame.Ping(1, Status.NONE, 0, new Directives(0, 0, 4)));
    advance(Duration.ofMillis(100));
    assertThat(stale).containsExactly("cars 4");
    assertThat(server.pings).hasSize(before + 1);
    assertThat(lastPing().groupVersion()).isEqualTo(4);
    assertThat(client.state()).isInstanceOf(Online.class);
  }

  @Test
  void bringsItsTags() {
    connected(builder().tags("floor-2", "lab"));
    assertThat(server.hellos.get(0).tags()).containsExactly("floor-2", "lab");
    assertThatThrownBy(() -> builder().tags("x".repeat(65)).build())
        .hasMessageContainingAll("hello.tags", "65", "64");
  }
}
