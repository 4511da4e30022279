package io.heartwire.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import org.junit.jupiter.api.Test;

class KeptSessionsTest {
  private static final ClientId DEV_1 = new ClientId("dev-1");
  private static final Subscriptions SOME = Subscriptions.NONE.with("inbox/#", 1);

  private final KeptSessions kept = new KeptSessions(3);

  @Test
  void keepsAsLongAsTheSessionLasts() {
    for (long origin : new long[] {0, Long.MAX_VALUE - 5, Long.MIN_VALUE}) {
      kept.keep(DEV_1, 7, SOME);
      kept.left(DEV_1, 7, 10, origin);
      kept.left(new ClientId("other"), 1, 10, origin + 9);
      assertThat(kept.find(DEV_1, 7)).hasValue(SOME);
      kept.left(new ClientId("other"), 1, 10, origin + 10);
      assertThat(kept.find(DEV_1, 7)).isEmpty();
      assertThat(kept.size()).isZero();
    }
  }

  @Test
  void doesNotForgetAClientThatHasComeBack() {
    kept.keep(DEV_1, 7, SOME);
    kept.left(DEV_1, 7, 10, 0);
    kept.keep(DEV_1, 7, SOME);
    kept.left(new ClientId("other"), 1, 10, 20);

    assertThat(kept.find(DEV_1, 7)).hasValue(SOME);
  }

  @Test
  void knowsNothingOfAnotherSession() {
    kept.keep(DEV_1, 7, SOME);
    assertThat(kept.find(DEV_1, 8)).isEmpty();
    kept.keep(DEV_1, 6, Subscriptions.NONE);
    assertThat(kept.find(DEV_1, 7)).hasValue(SOME);
    kept.left(DEV_1, 6, 0, 0);
    assertThat(kept.find(DEV_1, 7)).hasValue(SOME);
    kept.left(DEV_1, 7, 0, 0);
    assertThat(kept.find(DEV_1, 7)).isEmpty();
  }

  @Test
  void forgetsTheFirstThatLeftBeyondItsBound() {
    for (int i = 0; i < 4; i++) {
      ClientId client = new ClientId("dev-" + i);
      kept.keep(client, 1, SOME);
      kept.left(client, 1, 1_000, i);
    }

    assertThat(kept.size()).isEqualTo(3);
    assertThat(kept.find(new ClientId("dev-0"), 1)).isEmpty();
    assertThat(kept.find(new ClientId("dev-3"), 1)).isPresent();
  }
}
