package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.client.ClientState.Online;
import io.heartwire.core.liveness.DisconnectReason;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two hundred clients that share one group. */
class ClientFleetTest extends ClientBench {
  private static final int CLIENTS = 200;
  private static final Duration STEP = Duration.ofMillis(50);

  private final List<HeartwireClient> clients = new ArrayList<>();

  @BeforeEach
  void start() {
    listen();
    server.login = hello -> FakeServer.welcome(50_000);
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(builder("device-" + i).connect());
    }
    pass(Duration.ofSeconds(2));
  }

  @Test
  void livesTenMinutesWithoutALeakedTimerOrSlot() {
    assertThat(online()).isEqualTo(CLIENTS);
    int timers = loop.timersLeft();
    server.pings.clear();
    pass(Duration.ofMinutes(10));
    assertThat(online()).isEqualTo(CLIENTS);
    assertThat(server.connections).hasSize(CLIENTS);
    assertThat(server.pings.size()).isBetween(12 * CLIENTS, 14 * CLIENTS);
    assertThat(loop.timersLeft()).as("one sweep for all").isEqualTo(timers).isEqualTo(1);
    assertThat(group.heartbeats().stats().get(0).connections()).isEqualTo(CLIENTS);
  }

  // traps 39, 41 and 42
  @Test
  void comesBackSpreadAndOnceEachWhenTheServerIsAwayForAMinute() {
    pass(Duration.ofMinutes(2));
    server.close();
    pass(Duration.ofMinutes(1));
    assertThat(online()).isZero();
    assertThat(loop.timersLeft()).isBetween(CLIENTS, CLIENTS + 1);
    int before = server.connections.size();
    listen();
    int most = 0;
    for (int second = 0; second < 62; second++) {
      int atFirst = server.connections.size();
      pass(Duration.ofSeconds(1));
      most = Math.max(most, server.connections.size() - atFirst);
    }
    assertThat(online()).isEqualTo(CLIENTS);
    assertThat(server.connections.size() - before).isEqualTo(CLIENTS);
    assertThat(most).as("logins in one second").isLessThan(CLIENTS / 5);
    assertThat(loop.timersLeft()).isEqualTo(1);
  }

  @Test
  void spreadsOneHintForAllOverASecond() {
    for (Channel connection : List.copyOf(server.connections)) {
      connection.writeAndFlush(FakeServer.goodbye(DisconnectReason.SHUTDOWN, 10_000));
    }
    pass(Duration.ofSeconds(10));
    assertThat(server.connections).hasSizeBetween(CLIENTS, CLIENTS + 20);
    pass(Duration.ofMillis(500));
    assertThat(server.connections).hasSizeBetween(CLIENTS + 60, CLIENTS + 140);
    pass(Duration.ofSeconds(1));
    assertThat(online()).isEqualTo(CLIENTS);
  }

  private long online() {
    return clients.stream().filter(client -> client.state() instanceof Online).count();
  }

  private void pass(Duration time) {
    loop.advance(time, STEP);
    runCallbacks();
  }
}
