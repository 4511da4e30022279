package io.heartwire.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.admission.Crowd.Guest;
import io.heartwire.gateway.config.LoginRate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a turn is worth to whoever comes at it, at rates at which every login counts. Issue 3. */
class TurnsTest {
  private static final long SECOND = Crowd.SECOND;

  @ParameterizedTest
  @CsvSource({
    "1, false",
    "2, false",
    "5, false",
    "20, false",
    "1, true",
    "2, true",
    "5, true",
    "20, true"
  })
  void areKeptForWhoeverComesAtThem(int rate, boolean strangersFlood) {
    for (int seed = 0; seed < 20; seed++) {
      Crowd crowd = new Crowd(LoginRate.of(rate), Long.MAX_VALUE, seed);
      List<Guest> obedient = crowd.obedient(rate * 15);
      for (int i = 0; strangersFlood && i < 20 * 15 * rate; i++) {
        Guest stranger = crowd.guest("stranger-" + i);
        crowd.time.schedule(stranger::ask, i * SECOND / (20 * rate));
      }
      crowd.time.advance(Duration.ofSeconds(60));
      assertThat(obedient)
          .as("told twice, seed %d", seed)
          .allMatch(guest -> guest.admitted && guest.turns.size() <= 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 20, 200})
  void leaveLittleOfTheRateUnused(int rate) {
    long used = 0;
    for (int seed = 0; seed < 20; seed++) {
      Crowd crowd = new Crowd(LoginRate.of(rate), 0, seed);
      List<Guest> guests = crowd.obedient(rate * 8);
      crowd.time.advance(Duration.ofSeconds(60));
      used +=
          guests.stream()
              .filter(guest -> guest.admittedAt > 0 && guest.admittedAt <= 3 * SECOND)
              .count();
    }
    // The first is a second ahead, and everybody comes up to a second late: 1.5 s of 2 s.
    assertThat(used / 20.0 / rate).isBetween(1.2, 1.6);
  }

  @Test
  void ofTheDeadGoToNewcomers() {
    Crowd crowd = new Crowd(LoginRate.of(10), -3 * SECOND, 1);
    for (int i = 0; i < 500; i++) {
      crowd.guest("dies-" + i).ask();
    }
    for (int i = 0; i < 200; i++) {
      Guest newcomer = crowd.guest("newcomer-" + i);
      crowd.time.schedule(newcomer::ask, i * SECOND / 10);
    }
    crowd.time.advance(Duration.ofSeconds(20));
    long served = crowd.guests.stream().skip(500).filter(guest -> guest.admitted).count();
    assertThat(served).as("at once, of 200 in 20 s").isGreaterThan(150);
  }

  @Test
  void areNotOwedMoreThanAFewLoginsAtATime() {
    Crowd crowd = new Crowd(LoginRate.of(2), 0, 1);
    for (int i = 0; i < 40; i++) {
      crowd.guest("late-" + i).ask();
    }
    crowd.time.advance(Duration.ofSeconds(25));
    crowd.guests.forEach(Guest::ask);
    long together = crowd.guests.stream().filter(g -> g.admittedAt == 25 * SECOND).count();
    assertThat(together).as("a burst of 2, and 5 that are owed").isEqualTo(7);
  }

  @Test
  void aClientBeyondTheBoundOfTheBookIsNewEachTime() {
    Crowd crowd = new Crowd(LoginRate.of(LoginRate.MAX), 0, 1);
    int burst = LoginRate.MAX / 2;
    for (int i = 0; i < burst + SlotBook.MAX_ENTRIES; i++) {
      if (crowd.gateway.ask("dev-" + i, false, crowd.time.nanoTime())
          instanceof Decision.Admitted) {
        crowd.gateway.left();
      }
    }
    Guest beyond = crowd.guest("beyond");
    beyond.ask();
    beyond.ask();
    assertThat(beyond.turn()).isGreaterThan(2 * SECOND);
    assertThat(crowd.counts().ignoredHints()).isZero();
    assertThat(crowd.gateway.state(crowd.time.nanoTime()).slots().outstanding())
        .isEqualTo(SlotBook.MAX_ENTRIES);
    crowd.time.advance(Duration.ofSeconds(70));
    beyond.ask();
    assertThat(beyond.admitted).isTrue();
  }
}
