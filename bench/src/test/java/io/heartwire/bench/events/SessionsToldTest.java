package io.heartwire.bench.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.bench.events.MassDeparture.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionsToldTest {
  private static Outcome outcome(int clients, String... lines) {
    return new Outcome(clients, SessionsTold.of(List.of(lines)), 0, 0, 1.0);
  }

  @Test
  void holdsIfEachClientHadOneSessionThatEnded() {
    Outcome outcome =
        outcome(2, "online a 1 ", "online b 2 ", "offline b 2 RESET", "offline a 1 FIN");

    assertThat(outcome.holds()).isTrue();
    assertThat(outcome.told().offlineDistinct()).isEqualTo(2);
    assertThat(outcome.told().earlier()).isEmpty();
  }

  /** On a busy machine 18,491 were told of 18,000 clients: 491 had come back before the stop. */
  @Test
  void holdsIfAClientWasLostBeforeAndCameBackToANewSession() {
    Outcome outcome =
        outcome(
            2,
            "online a 1 ",
            "online b 2 ",
            "offline a 1 CLIENT_FROZEN",
            "online a 3 ",
            "offline b 2 FIN",
            "offline a 3 FIN");

    assertThat(outcome.holds()).isTrue();
    assertThat(outcome.told().offlineDistinct()).isEqualTo(3);
    assertThat(outcome.told().earlier()).isEqualTo(Map.of("offline CLIENT_FROZEN", 1L));
    assertThat(outcome.text()).contains("offline CLIENT_FROZEN=1");
  }

  /** Counted alone, the end of a client's first session would stand for that of its second one. */
  @Test
  void doesNotTakeAnEarlierEndForTheOneThatWasLost() {
    Outcome outcome =
        outcome(
            2,
            "online a 1 ",
            "online b 2 ",
            "offline a 1 CLIENT_FROZEN",
            "online a 3 ",
            "offline b 2 FIN");

    assertThat(outcome.told().offlineDistinct()).isEqualTo(2);
    assertThat(outcome.told().clientsOffline()).isEqualTo(1);
    assertThat(outcome.holds()).isFalse();
    assertThat(outcome.told().faults()).containsExactly("1 sessions have no end");
  }

  @Test
  void doesNotHoldIfASessionEndsTwiceInDifferentWaysOrNeverBegan() {
    Outcome twice = outcome(1, "online a 1 ", "taken-over a 1 TAKEN_OVER", "offline a 1 FIN");
    Outcome made = outcome(1, "online a 1 ", "offline a 1 FIN", "offline a 2 FIN");

    assertThat(twice.holds()).isFalse();
    assertThat(twice.told().faults()).containsExactly("1 sessions have ended in more than one way");
    assertThat(made.holds()).isFalse();
    assertThat(made.told().faults()).containsExactly("1 sessions have ended that never began");
  }

  @Test
  void countsWhatWasToldAgainAndAllowsABatchForEachKill() {
    String[] lines = {"online a 1 ", "offline a 1 FIN", "offline a 1 FIN"};

    assertThat(outcome(1, lines).duplicates()).isEqualTo(1);
    assertThat(outcome(1, lines).holds()).isFalse();
    assertThat(new Outcome(1, SessionsTold.of(List.of(lines)), 0, 1, 1.0).holds()).isTrue();
  }

  @Test
  void readsWhatItWritesAndSkipsWhatIsAboutNoSession() {
    var told = new SessionsTold.Told("offline", "a", 1, "FIN");

    assertThat(SessionsTold.Told.of(told.line())).contains(told);
    assertThat(SessionsTold.of(List.of("incident.opened  0 ", "offline a 1", "")).faults())
        .isEmpty();
  }
}
