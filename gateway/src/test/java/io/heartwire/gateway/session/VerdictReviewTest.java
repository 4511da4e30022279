package io.heartwire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.Hindsight;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.wire.LastDisconnect;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The verdict fell after 150 s of silence; the client returns 20 s later. */
class VerdictReviewTest {
  private static final long RETURN_MS = 20_000;

  private final RegistryFixture fixture = new RegistryFixture();
  private final VerdictReview review = new VerdictReview(fixture.time);

  @Test
  void aClientThatHeardFromUsShortlyBeforeTheVerdictWasThere() {
    assertThat(review(DisconnectReason.SILENT, heard(60_000, -1, 0))).contains(Hindsight.FALSE);
    assertThat(review.falseVerdicts()).isOne();
  }

  @Test
  void theTimeThatTheClientWasAwayIsNoSilenceOfOurs() {
    assertThat(review(DisconnectReason.SILENT, heard(140_000, -1, 0))).contains(Hindsight.FALSE);
  }

  @Test
  void aClientWhoseWordsHadAllArrivedWasThere() {
    assertThat(review(DisconnectReason.SILENT, heard(400_000, 0, 0))).contains(Hindsight.FALSE);
  }

  @Test
  void theAnswerToItsLastHeartbeatProvesNoPath() {
    assertThat(review(DisconnectReason.SILENT, heard(149_950, 77, 0)))
        .contains(Hindsight.UNREACHABLE);
    assertThat(review.unreachable()).isOne();
  }

  @Test
  void aClientThatDidNotRunWasRightlyCalledDead() {
    assertThat(review(DisconnectReason.CLIENT_FROZEN, heard(150_100, 0, 149_000)))
        .contains(Hindsight.STALLED);
    assertThat(review.stalled()).isOne();
    assertThat(review.falseVerdicts()).isZero();
  }

  @Test
  void onlyVerdictsOfTheDetectorAreReviewed() {
    assertThat(review(DisconnectReason.KICKED, heard(60_000, 0, 0))).isEmpty();
  }

  @Test
  void aReportOfAnotherSessionSaysNothing() {
    Departure departure = departure(DisconnectReason.SILENT);
    LastDisconnect other = new LastDisconnect("another", "RESET", 1, 1, 0, 0, false, 0);
    assertThat(review.review(departure, other)).isEmpty();
  }

  /** The session id is filled in by {@link #review}. */
  private static LastDisconnect heard(long beforeVerdictMs, long unackedBytes, long stalledMs) {
    return new LastDisconnect(
        "", "RESET", RETURN_MS, beforeVerdictMs + RETURN_MS, 0, unackedBytes, false, stalledMs);
  }

  private Optional<Hindsight> review(DisconnectReason reason, LastDisconnect report) {
    Departure departure = departure(reason);
    String sessionId = departure.visit().orElseThrow().sessionId();
    fixture.time.advance(Duration.ofMillis(RETURN_MS));
    return review.review(
        departure,
        new LastDisconnect(
            sessionId,
            report.cause(),
            report.sinceEndMs(),
            report.sinceHeardMs(),
            report.unsentBytes(),
            report.unackedBytes(),
            false,
            report.stalledMs()));
  }

  private Departure departure(DisconnectReason reason) {
    Session session = fixture.attached("dev-1", new FakeConnection());
    fixture.registry.detach(
        session, new Disconnect(reason, "", 150_000, 0, 1, SocketSnapshot.NONE, Optional.empty()));
    return fixture.departures.get(fixture.departures.size() - 1);
  }
}
