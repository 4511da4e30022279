package io.heartwire.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SubscriptionsTest {
  @Test
  void answersTheGreatestQosOfThoseThatSelect() {
    Subscriptions some = Subscriptions.NONE.with("inbox/#", 0).with("inbox/a", 2);

    assertThat(some.qosOf("inbox/a")).hasValue(1);
    assertThat(some.qosOf("inbox/b")).hasValue(0);
    assertThat(some.without("inbox/#").qosOf("inbox/b")).isEmpty();
    assertThat(some.without("inbox/z")).isSameAs(some);
    assertThat(some.with("inbox/a", 0).qosOf("inbox/a")).hasValue(0);
    assertThat(Subscriptions.NONE.isEmpty()).isTrue();
  }

  @Test
  void hasABound() {
    Subscriptions many = Subscriptions.NONE;
    for (int i = 0; i < Subscriptions.MOST; i++) {
      assertThat(many.canTake("inbox/" + i)).isTrue();
      many = many.with("inbox/" + i, 1);
    }
    Subscriptions full = many;

    assertThat(full.canTake("inbox/x")).isFalse();
    assertThat(full.canTake("inbox/0")).isTrue();
    assertThatThrownBy(() -> full.with("inbox/x", 1)).hasMessageContaining("33 subscriptions");
  }
}
