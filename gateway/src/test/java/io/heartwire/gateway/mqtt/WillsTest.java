package io.heartwire.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.time.VirtualTime;
import io.heartwire.wire.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WillsTest {
  private static final ClientId DEV_1 = new ClientId("dev-1");
  private static final Duration LONG = Duration.ofHours(1);

  private final VirtualTime time = new VirtualTime(Long.MAX_VALUE - 7);
  private final List<Long> epochs = new ArrayList<>();
  private final Wills wills = new Wills(bequest -> epochs.add(bequest.epoch()));

  private static Bequest bequest(long epoch, long delaySeconds) {
    return new Bequest(
        DEV_1,
        Optional.empty(),
        epoch,
        new Will("last", Bytes.utf8("words"), Duration.ofSeconds(delaySeconds)));
  }

  @Test
  void isToldAtOnceWithoutADelay() {
    wills.lost(bequest(1, 0), LONG, time);

    assertThat(epochs).containsExactly(1L);
  }

  @Test
  void isToldOnceItsDelayHasPassed() {
    wills.lost(bequest(1, 30), LONG, time);
    time.advance(Duration.ofMillis(29_999));
    assertThat(epochs).isEmpty();
    time.advance(Duration.ofMillis(1));

    assertThat(epochs).containsExactly(1L);
    assertThat(wills.waiting()).isZero();
  }

  @Test
  void waitsNoLongerThanTheSession() {
    wills.lost(bequest(1, 30), Duration.ofSeconds(10), time);
    time.advance(Duration.ofSeconds(10));

    assertThat(epochs).containsExactly(1L);
    wills.lost(bequest(2, 30), Duration.ZERO, time);
    assertThat(epochs).containsExactly(1L, 2L);
  }

  @Test
  void isVoidIfTheClientComesBackToItsSession() {
    wills.lost(bequest(1, 30), LONG, time);
    time.advance(Duration.ofSeconds(29));
    wills.returned(DEV_1, true);
    time.advance(LONG);

    assertThat(epochs).isEmpty();
  }

  @Test
  void isToldWhenTheClientBeginsAnotherSessionAndOnlyOnce() {
    wills.lost(bequest(1, 30), LONG, time);
    wills.returned(DEV_1, false);
    assertThat(epochs).containsExactly(1L);
    time.advance(LONG);

    assertThat(epochs).containsExactly(1L);
  }

  @Test
  void ofTwoThatWaitBothAreTold() {
    wills.lost(bequest(1, 30), LONG, time);
    wills.lost(bequest(2, 30), LONG, time);
    assertThat(epochs).containsExactly(1L);
    time.advance(LONG);

    assertThat(epochs).containsExactly(1L, 2L);
  }

  @Test
  void isNotToldOfAClientThatWeSendElsewhere() {
    assertThat(Wills.isTold(DisconnectReason.DRAINED)).isFalse();
    assertThat(Wills.isTold(DisconnectReason.SHUTDOWN)).isFalse();
    assertThat(Wills.isTold(DisconnectReason.SILENT)).isTrue();
    assertThat(Wills.isTold(DisconnectReason.KICKED)).isTrue();
    assertThat(Wills.isTold(DisconnectReason.TAKEN_OVER)).isTrue();
  }
}
