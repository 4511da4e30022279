package io.heartwire.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.admission.Crowd.Guest;
import io.heartwire.gateway.config.LoginRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever comes before its turn gains nothing by it, and nobody loses by it. Issue 3. */
class EarlyComersTest {
  private static final long MS = Crowd.MS;
  private static final long SECOND = Crowd.SECOND;

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE, -3_000_000_000L, Long.MIN_VALUE, 4711})
  void overtakeNobodyWhoWaitsForItsTurn(long origin) {
    Crowd crowd = new Crowd(LoginRate.of(2), origin, origin);
    List<Guest> obedient = crowd.obedient(14);
    Guest hasty = crowd.guest("hasty");
    hasty.hammer(SECOND / 2);
    crowd.time.advance(Duration.ofSeconds(30));

    assertThat(hasty.admittedAt).isGreaterThanOrEqualTo(hasty.turns.get(0));
    assertThat(obedient).allMatch(guest -> guest.admittedAt < hasty.admittedAt);
    assertThat(obedient).as("told twice").allMatch(guest -> guest.turns.size() <= 1);
  }

  @Test
  void areToldTheSameTurnATenthOfASecondLaterForEachTime() {
    Crowd crowd = new Crowd(LoginRate.of(2), 0, 1);
    crowd.obedient(14);
    Guest hasty = crowd.guest("hasty");
    hasty.hammer(730 * MS);
    crowd.time.advance(Duration.ofSeconds(30));

    assertThat(hasty.early).isGreaterThan(5);
    for (int i = 0; i < hasty.turns.size(); i++) {
      assertThat(hasty.turns.get(i) - hasty.turns.get(0))
          .as("answer %d", i)
          .isBetween(i * 100 * MS - MS, i * 100 * MS + MS);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {150, 600, 1_100, 1_900})
  void areCountedEachTimeAlsoShortlyBeforeTheirTurn(int msBefore) {
    for (int seed = 0; seed < 20; seed++) {
      Crowd crowd = new Crowd(LoginRate.of(2), 0, seed);
      crowd.obedient(14);
      Guest hasty = crowd.guest("hasty");
      hasty.ask();
      crowd.time.advance(Duration.ofMillis(500));
      hasty.ask();
      crowd.time.advance(Duration.ofNanos(hasty.turn() - crowd.nanos() - msBefore * MS));
      hasty.ask();

      assertThat(hasty.early).isEqualTo(2);
      assertThat(crowd.counts().ignoredHints()).as("seed %d", seed).isEqualTo(2);
      assertThat(crowd.counts().ignoringClients()).as("seed %d", seed).isOne();
      assertThat(hasty.admitted).as("seed %d", seed).isFalse();
    }
  }

  @Test
  void doNotComeInEarlyBecauseNobodyElseKnocks() {
    Crowd crowd = new Crowd(LoginRate.of(20), 0, 1);
    crowd.obedient(100);
    Guest hasty = crowd.guest("hasty");
    hasty.hammer(50 * MS + SECOND);
    crowd.time.advance(Duration.ofSeconds(30));
    assertThat(hasty.admittedAt).isGreaterThanOrEqualTo(hasty.turns.get(0));
  }

  @Test
  void areNotLetInEarlierIfTheyResume() {
    Crowd crowd = new Crowd(LoginRate.of(2), 0, 5);
    crowd.obedient(14);
    Guest hasty = crowd.guest("hasty");
    hasty.resumes = true;
    hasty.hammer(SECOND / 4);
    crowd.time.advance(Duration.ofSeconds(30));

    assertThat(hasty.admittedAt).isGreaterThanOrEqualTo(hasty.turns.get(0));
    assertThat(hasty.turns.get(0)).as("before all that do not").isLessThan(2 * SECOND);
  }

  @Test
  void waitForTheirTurnAlsoWhenAllBeforeThemAreDead() {
    Crowd crowd = new Crowd(LoginRate.of(2), 0, 5);
    for (int i = 0; i < 40; i++) {
      crowd.guest("dies-" + i).ask();
    }
    Guest hasty = crowd.guest("hasty");
    hasty.hammer(SECOND / 2);
    crowd.time.advance(Duration.ofSeconds(10));
    Guest newcomer = crowd.guest("newcomer");
    newcomer.ask();
    crowd.time.advance(Duration.ofSeconds(50));

    assertThat(newcomer.admitted).as("what the dead do not use is not lost").isTrue();
    assertThat(hasty.admittedAt).isGreaterThanOrEqualTo(hasty.turns.get(0));
    assertThat(hasty.admittedAt - hasty.turn()).as("and not forgotten").isLessThan(SECOND);
  }

  @Test
  void areToldATimeWithinAnHourHoweverOftenTheyCome() {
    Crowd crowd = new Crowd(LoginRate.of(2), Long.MAX_VALUE, 5);
    crowd.obedient(14);
    Guest hasty = crowd.guest("hasty");
    for (int i = 0; i < 40_000; i++) {
      hasty.ask();
      crowd.time.advance(Duration.ofMillis(1));
      assertThat(hasty.turn() - crowd.nanos()).isLessThanOrEqualTo(3_600 * SECOND);
    }
    crowd.time.advance(Duration.ofSeconds(3_600));
    assertThat(crowd.gateway.state(crowd.time.nanoTime()).slots().due()).isOne();
    hasty.ask();
    assertThat(hasty.admitted).isTrue();
    assertThat(crowd.gateway.state(crowd.time.nanoTime()).slots().due()).isZero();
  }

  @Test
  void areServedOnceAsIfTheyWereNewWhereTheRateWasRaised() {
    Crowd crowd = new Crowd(LoginRate.of(1), 0, 5);
    List<Guest> guests = crowd.obedient(602);
    crowd.gateway.admit(LoginRate.of(100), crowd.time.nanoTime());
    Guest last = guests.get(601);
    Guest first = guests.get(2);
    long turnOfFirst = first.turn();
    last.ask();
    assertThat(last.admitted).as("there is no token yet").isFalse();
    assertThat(last.turn()).as("600 at 100 a second").isLessThanOrEqualTo(8 * SECOND);
    first.ask();
    assertThat(first.turn()).as("its own is better").isEqualTo(turnOfFirst + 100 * MS);
    crowd.time.advance(Duration.ofMillis(500));
    long told = last.turn();
    last.ask();
    assertThat(last.turn()).as("once").isEqualTo(told + 100 * MS);
    first.ask();
    assertThat(first.turn()).as("once").isEqualTo(turnOfFirst + 200 * MS);
    Guest another = guests.get(500);
    another.ask();
    assertThat(another.admitted).as("nobody needs the tokens").isTrue();

    crowd.gateway.admit(LoginRate.of(50), crowd.time.nanoTime());
    guests.get(400).turns.clear();
    guests.get(400).ask();
    assertThat(guests.get(400).admitted).as("it has not had its once").isTrue();
    last.ask();
    assertThat(last.turn()).as("the rate was not raised").isEqualTo(told + 200 * MS);
    assertThat(crowd.counts().ignoredHints()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverGainWhateverTheOthersDo(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long origin = seed % 2 == 0 ? random.nextLong() : Long.MAX_VALUE - random.nextLong(SECOND);
    int rate = 1 + random.nextInt(40);
    Crowd crowd = new Crowd(LoginRate.of(rate), origin, seed);
    List<Guest> hasty = new ArrayList<>();
    List<Guest> obedient = new ArrayList<>();
    for (int i = 0; i < rate * 15; i++) {
      Guest guest = crowd.guest("guest-" + i);
      guest.resumes = random.nextInt(20) == 0;
      int manner = random.nextInt(10);
      Runnable comes =
          manner < 7 ? guest::obey : manner < 9 ? () -> guest.hammer(SECOND) : guest::ask;
      (manner < 7 ? obedient : manner < 9 ? hasty : new ArrayList<Guest>()).add(guest);
      crowd.time.schedule(comes, random.nextLong(8 * SECOND));
    }
    crowd.time.advance(Duration.ofSeconds(120));

    long early = 0;
    for (Guest guest : hasty) {
      assertThat(guest.admitted).as("seed %d: %s", seed, guest.id).isTrue();
      early += guest.early;
      if (guest.early > 0) {
        assertThat(guest.admittedAt)
            .as("seed %d: %s", seed, guest.id)
            .isGreaterThanOrEqualTo(guest.turns.get(0));
      }
      assertThat(guest.turns).as("seed %d: never earlier", seed).isSorted();
    }
    assertThat(crowd.counts().ignoredHints()).as("seed %d", seed).isEqualTo(early);
    assertThat(obedient).as("seed %d", seed).allMatch(guest -> guest.admitted);
  }
}
