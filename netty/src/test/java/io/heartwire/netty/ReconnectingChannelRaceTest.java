package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.reconnect.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconnectingChannelRaceTest extends ReconnectBench {
  // trap 44
  @Test
  void findsTheOneEndpointOfManyThatWorks() {
    listen("a");
    List<Endpoint> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      many.add(new Endpoint("dead" + i, 1));
    }
    many.add(A);
    endpoints = many;
    for (int seed = 0; seed < 10; seed++) {
      int before = journal.online.size();
      build(seed).start();
      loop.advance(Duration.ofMinutes(4));
      assertThat(journal.online).as("seed %d", seed).hasSize(before + 1);
    }
  }

  // trap 44
  @Test
  void leavesNothingOfTheLoserBehind() {
    listen("a");
    endpoints = List.of(new Endpoint("black-hole", 1), A);
    for (int seed = 0; seed < 10; seed++) {
      build(seed).start();
      loop.advance(Duration.ofMillis(1_400));
    }
    assertThat(journal.online).hasSize(10);
    assertThat(connects).contains("black-hole");
    assertThat(loop.timersLeft()).isZero();
  }
}
