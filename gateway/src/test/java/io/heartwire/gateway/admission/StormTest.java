package io.heartwire.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.admission.Storm.Manner;
import io.heartwire.gateway.config.LoginRate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 15,000 clients come back to a gateway that lets in 1,000 a second; the seed is the outage. */
class StormTest {
  private static final int CLIENTS = 15_000;
  private static final int RATE = 1_000;
  private static final double LIMIT_SECONDS = 1.25 * CLIENTS / RATE;

  @ParameterizedTest
  @CsvSource({"1, 0", "3, 9223372036854775807", "10, -3000000000"})
  void ninetyNineInAHundredAreBackInTime(int outageSeconds, long origin) {
    Storm storm = storm(origin, outageSeconds, CLIENTS, 0, 0);

    assertThat(storm.secondsUntil(99, Manner.OBEYS))
        .as(storm.text(Manner.OBEYS))
        .isLessThan(LIMIT_SECONDS);
    assertThat(storm.wasted).isZero();
    assertThat(storm.begun).isEqualTo(CLIENTS);
    // Told once and admitted at its slot: a second answer "later" is a slot that was not kept.
    assertThat(storm.clients).as("told twice").noneMatch(client -> client.refusals > 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10})
  void alsoWhenOneInFiveHammersAndThoseGainNothing(int outageSeconds) {
    Storm storm = storm(0, outageSeconds, CLIENTS * 4 / 5, CLIENTS / 5, 0);
    String figures = storm.text(Manner.OBEYS) + "; " + storm.text(Manner.HAMMERS);

    assertThat(storm.secondsUntil(99, Manner.values())).as(figures).isLessThan(LIMIT_SECONDS);
    assertThat(storm.wasted).isZero();
    assertThat(told(storm, Manner.OBEYS, 2)).as(figures).isLessThan(CLIENTS / 1_000);
    AdmissionState.Counts counts = storm.gateway.state(storm.time.nanoTime()).counts();
    assertThat(counts.ignoringClients()).as(figures).isBetween(CLIENTS / 10L, CLIENTS / 5L);
    assertThat(counts.ignoredHints()).as(figures).isGreaterThan(2 * counts.ignoringClients());
  }

  @Test
  void alsoWhenOneInFiveBacksOffAsPlainClientsDo() {
    Storm storm = storm(0, 3, CLIENTS * 4 / 5, 0, CLIENTS / 5);
    String figures = storm.text(Manner.OBEYS) + "; " + storm.text(Manner.BACKS_OFF);
    System.out.println(figures);

    assertThat(storm.secondsUntil(99, Manner.OBEYS)).as(figures).isLessThan(LIMIT_SECONDS);
    assertThat(storm.secondsUntil(99, Manner.BACKS_OFF))
        .as("a slot that is not taken waits for nobody: %s", figures)
        .isGreaterThan(storm.secondsUntil(99, Manner.OBEYS));
  }

  @Test
  void aFloodOfStrangersDelaysNobodyWhoHasASlot() {
    Storm storm = new Storm(0, 7);
    storm.add(CLIENTS, Manner.OBEYS);
    storm.restart(Duration.ofSeconds(3), LoginRate.of(RATE));
    storm.time.advance(Duration.ofSeconds(10));
    // Whoever is not back has a slot by now; from here on 5,000 unknown ids come each second.
    for (int i = 0; i < 5_000 * 12; i++) {
      int stranger = i;
      storm.time.schedule(
          () -> {
            if (storm.gateway.ask("made-up-" + stranger, false, storm.time.nanoTime())
                instanceof Decision.Admitted) {
              storm.gateway.left();
            }
          },
          i * Storm.SECOND / 5_000);
    }
    storm.time.advance(Duration.ofSeconds(60));

    assertThat(storm.secondsUntil(99, Manner.OBEYS))
        .as(storm.text(Manner.OBEYS))
        .isLessThan(LIMIT_SECONDS);
    assertThat(told(storm, Manner.OBEYS, 2)).isLessThan(CLIENTS / 100);
  }

  @Test
  void clientsThatResumeAreBackBeforeAllOthers() {
    Storm storm = new Storm(0, 11);
    storm.add(CLIENTS, Manner.OBEYS);
    storm.clients.stream().limit(3_000).forEach(client -> client.resumes = true);
    storm.restart(Duration.ofSeconds(3), LoginRate.of(RATE));
    storm.time.advance(Duration.ofSeconds(120));

    double lastResumed =
        storm.clients.stream()
            .limit(3_000)
            .mapToLong(client -> client.backAt)
            .sorted()
            .skip(2_970)
            .findFirst()
            .orElseThrow();
    long othersBefore =
        storm.clients.stream().skip(3_000).filter(client -> client.backAt < lastResumed).count();
    assertThat(othersBefore).as("of 12,000 others").isLessThan(6_000);
    assertThat(storm.gateway.state(storm.time.nanoTime()).counts().resumes()).isEqualTo(3_000);
    assertThat(storm.secondsUntil(99, Manner.OBEYS))
        .as("of all: whoever gives way to them does not take up the rate twice")
        .isLessThan(CLIENTS / RATE + 1.5);
  }

  @Test
  void findsTheRateThatAnAuthenticatorCanBear() {
    Storm storm = new Storm(0, 5);
    storm.add(CLIENTS, Manner.OBEYS);
    storm.authenticatorAnswers(400);
    storm.restart(Duration.ofSeconds(3), LoginRate.ADAPTIVE);
    storm.time.advance(Duration.ofSeconds(180));

    assertThat(storm.wasted).isZero();
    assertThat(storm.secondsUntil(99, Manner.OBEYS))
        .as("37 s at the least: %s", storm.text(Manner.OBEYS))
        .isLessThan(75);
  }

  private static long told(Storm storm, Manner manner, int times) {
    return storm.clients.stream()
        .filter(client -> client.manner == manner && client.refusals >= times)
        .count();
  }

  private static Storm storm(long origin, int outage, int obey, int hammer, int backOff) {
    Storm storm = new Storm(origin, outage);
    storm.add(obey, Manner.OBEYS);
    storm.add(hammer, Manner.HAMMERS);
    storm.add(backOff, Manner.BACKS_OFF);
    storm.restart(Duration.ofSeconds(outage), LoginRate.of(RATE));
    storm.time.advance(Duration.ofMinutes(3));
    return storm;
  }
}
