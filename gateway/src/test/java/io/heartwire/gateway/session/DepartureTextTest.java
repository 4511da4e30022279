package io.heartwire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.wire.CloseCode;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DepartureTextTest {
  private final RegistryFixture fixture = new RegistryFixture();

  @Test
  void saysWhoLeftAndWhatItWasMeasuredAgainst() {
    SocketSnapshot kernel =
        new SocketSnapshot(
            true,
            SocketSnapshot.TcpState.ESTABLISHED,
            153_000,
            153_000,
            0,
            2,
            0,
            12_800,
            6,
            4,
            20,
            false);
    leave(
        new Disconnect(DisconnectReason.SILENT, "", 153_240, 0, 1, kernel, Optional.of("mass-1")));

    assertThat(line())
        .isEqualTo(
            "dev-1 left: SILENT after 153.2s (limit 150s, 1 of 1 probes unanswered, 0.0s excused;"
                + " kernel: unacked=2 unread=0 rto=12.8s) -> closed 4001, incident mass-1"
                + " [127.0.0.1:4711 on tcp]");
  }

  @Test
  void aPeerCannotForgeALine() {
    leave(Disconnect.of(DisconnectReason.GOODBYE, "bye\nINFO dev-2 left \u202Eexe"));
    assertThat(line()).doesNotContain("\n").contains("bye?INFO dev-2 left ?exe");
  }

  @ParameterizedTest
  @EnumSource(DisconnectReason.class)
  void everyReasonHasItsCode(DisconnectReason reason) {
    leave(Disconnect.of(reason, "detail"));
    assertThat(line()).contains(reason.name()).contains("closed " + CloseCode.of(reason).number());
  }

  @Test
  void linesThatTheLogCannotTakeAreDroppedAndCounted() {
    DepartureLog log =
        new DepartureLog(
            task -> {
              throw new RejectedExecutionException();
            });
    leave(RegistryFixture.fin());
    log.accept(fixture.departures.get(0));
    assertThat(log.dropped()).isOne();
  }

  private void leave(Disconnect disconnect) {
    fixture.registry.detach(fixture.attached("dev-1", new FakeConnection()), disconnect);
  }

  private String line() {
    return DepartureText.of(fixture.departures.get(0));
  }
}
