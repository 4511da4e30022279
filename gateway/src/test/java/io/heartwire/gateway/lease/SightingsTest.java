package io.heartwire.gateway.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import java.net.InetSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SightingsTest {
  private static final InetSocketAddress HERE = new InetSocketAddress("127.0.0.1", 4711);

  private static Sightings.Sighting at(long second) {
    return new Sightings.Sighting(Instant.ofEpochSecond(second), HERE);
  }

  @Test
  void theLatestOfEachIsKeptAndWhoWasSightedFirstIsForgottenAtTheBound() {
    var it = new Sightings();
    for (int i = 0; i < Sightings.MAX; i++) {
      it.note(new ClientId("dev-" + i), at(i));
    }
    it.note(new ClientId("dev-0"), at(99_999));
    it.note(new ClientId("new"), at(100_000));

    assertThat(it.find(new ClientId("dev-0"))).contains(at(99_999));
    assertThat(it.find(new ClientId("dev-1"))).isEmpty();
    assertThat(it.find(new ClientId("new"))).contains(at(100_000));
    assertThat(it.forgotten()).isEqualTo(1);
  }
}
