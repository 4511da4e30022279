package io.heartwire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.FlapScore;
import io.heartwire.gateway.health.Health;
import io.heartwire.gateway.session.Leavers.Leaver;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeaversTest {
  private static final ClientId PLAIN = new ClientId("plain");
  private static final ClientId FLAPS = new ClientId("flaps");
  private static final ClientId JUDGED = new ClientId("judged");

  private static long minutes(int minutes) {
    return Duration.ofMinutes(minutes).toNanos();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE - 60_000_000_000L})
  void keepsWhatMattersAndForgetsItWithTheNextThatLeave(long origin) {
    RegistryFixture fixture = new RegistryFixture();
    fixture.registry.detach(
        fixture.attached("judged", new FakeConnection()),
        Disconnect.of(DisconnectReason.SILENT, ""));
    Departure verdict = fixture.departures.get(0);
    FlapScore none = FlapScore.none(origin);
    Leavers leavers = new Leavers(100);
    leavers.left(PLAIN, plain(origin, none));
    leavers.left(FLAPS, plain(origin, none.returned(1, origin)));
    leavers.left(JUDGED, new Leaver(origin, none, verdict, 1, Health.UNJUDGED));

    another(leavers, origin + minutes(2));
    assertThat(leavers.size()).isEqualTo(4);
    another(leavers, origin + minutes(3));
    assertThat(leavers.returned(PLAIN)).as("away for too long").isNull();
    another(leavers, origin + minutes(30));
    assertThat(leavers.size()).as("its points are not gone").isEqualTo(5);
    another(leavers, origin + minutes(40));
    assertThat(leavers.returned(FLAPS)).as("its points are gone").isNull();
    another(leavers, origin + minutes(60));
    assertThat(leavers.size()).as("with the verdict, an hour old").isEqualTo(6);
    another(leavers, origin + minutes(61));
    assertThat(leavers.returned(JUDGED)).as("after an hour").isNull();
  }

  private static Leaver plain(long atNanos, FlapScore flaps) {
    return new Leaver(atNanos, flaps, null, 1, Health.UNJUDGED);
  }

  private int others;

  private void another(Leavers leavers, long now) {
    leavers.left(new ClientId("other-" + others++), plain(now, FlapScore.none(now)));
  }
}
