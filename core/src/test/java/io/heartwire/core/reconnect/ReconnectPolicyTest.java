package io.heartwire.core.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.reconnect.ReconnectPolicy.Timeouts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconnectPolicyTest {
  private static final Duration TWO = Duration.ofSeconds(2);
  private static final ReconnectPolicy STANDARD = ReconnectPolicy.standard();

  @Test
  void changesOneFigureAtATime() {
    Backoff backoff = new Backoff.Uniform(TWO, TWO);
    Timeouts timeouts = new Timeouts(TWO, TWO, TWO, TWO);
    ReconnectPolicy changed =
        STANDARD
            .withStartSpread(Duration.ZERO)
            .withFirstSpread(TWO)
            .withBackoff(backoff)
            .withHeldAfter(TWO)
            .withAttemptsPerMinute(600)
            .withTimeouts(timeouts);
    assertThat(changed)
        .isEqualTo(
            new ReconnectPolicy(
                Duration.ZERO, TWO, Duration.ofSeconds(15), backoff, TWO, 600, timeouts));
  }

  @Test
  void refusesFiguresThatMakeNoSense() {
    assertThatThrownBy(() -> STANDARD.withAttemptsPerMinute(0)).hasMessageContaining("(0)");
    assertThatThrownBy(() -> STANDARD.withAttemptsPerMinute(601)).hasMessageContaining("(601)");
    assertThat(STANDARD.withAttemptsPerMinute(1).attemptsPerMinute()).isEqualTo(1);
    assertThatThrownBy(() -> STANDARD.withStartSpread(TWO.negated()))
        .hasMessageContaining("reconnect.startSpread (PT-2S)");
    assertThatThrownBy(() -> STANDARD.withFirstSpread(Duration.ofHours(1).plusNanos(1)))
        .hasMessageContaining("reconnect.firstSpread");
    assertThat(STANDARD.withFirstSpread(Duration.ofHours(1)).firstSpread()).hasHours(1);
    assertThatThrownBy(() -> STANDARD.withHeldAfter(Duration.ZERO))
        .hasMessageContaining("reconnect.heldAfter (PT0S)");
    assertThat(STANDARD.withHeldAfter(Duration.ofMillis(1)).heldAfter()).hasMillis(1);
    Duration massTooLong = Duration.ofHours(2);
    assertThatThrownBy(
            () ->
                new ReconnectPolicy(
                    TWO, TWO, massTooLong, Backoff.standard(), TWO, 1, STANDARD.timeouts()))
        .hasMessageContaining("reconnect.massSpread (PT2H)");
    assertThatThrownBy(() -> new Timeouts(Duration.ZERO, TWO, TWO, TWO))
        .hasMessageContaining("endpoints");
    assertThatThrownBy(() -> new Timeouts(TWO, Duration.ZERO, TWO, TWO))
        .hasMessageContaining("race");
    assertThatThrownBy(() -> new Timeouts(TWO, TWO, Duration.ZERO, TWO))
        .hasMessageContaining("connect");
    assertThatThrownBy(() -> new Timeouts(TWO, TWO, TWO, Duration.ZERO))
        .hasMessageContaining("login");
  }

  @Test
  void refusesEndingsInNegativeTime() {
    Ending end = Ending.of(Disconnect.of(DisconnectReason.RESET, ""));
    assertThatThrownBy(() -> end.withSpread(TWO.negated())).hasMessageContaining("PT-2S");
    assertThatThrownBy(() -> end.withRetryAfter(TWO.negated())).hasMessageContaining("PT-2S");
    List<Endpoint> endpoints = List.of(new Endpoint("a", 1));
    assertThat(end.withEndpoints(endpoints).endpoints()).isEqualTo(endpoints);
    assertThat(end.withRetryAfter(Duration.ZERO).retryAfter()).contains(Duration.ZERO);
  }
}
