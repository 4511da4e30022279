package io.heartwire.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.cluster.Invariants.Owned;
import io.heartwire.gateway.cluster.Invariants.Seated;
import io.heartwire.gateway.cluster.Invariants.Told;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvariantsTest {
  private static List<String> log(String... events) {
    return Invariants.log(
        Arrays.stream(events)
            .map(event -> event.split(" "))
            .map(parts -> new Told("dev-1", Long.parseLong(parts[1]), parts[0]))
            .toList());
  }

  @Test
  void findsNothingInAGoodLog() {
    assertThat(log()).isEmpty();
    assertThat(log("online 1", "resumed 1", "offline 1", "online 2", "moved 2", "online 3"))
        .isEmpty();
    assertThat(log("online 1", "taken-over 1", "online 2", "offline 2")).isEmpty();
  }

  @Test
  void findsWhatEndsNeverTwiceOrWithoutABeginning() {
    assertThat(log("online 1", "online 2")).singleElement().asString().startsWith("I2: dev-1#1");
    assertThat(log("online 1", "offline 1", "offline 1"))
        .singleElement()
        .asString()
        .contains("ended 2");
    assertThat(log("online 1", "online 1", "offline 1"))
        .singleElement()
        .asString()
        .contains("online 2 times");
    assertThat(log("offline 1")).singleElement().asString().contains("never came online");
  }

  @Test
  void findsAnEndAfterANewBeginning() {
    assertThat(log("online 1", "online 2", "offline 1"))
        .singleElement()
        .asString()
        .startsWith("I3: dev-1");
  }

  @Test
  void findsTwoOwnersAndOneBeneathTheFence() {
    assertThat(Invariants.owners(List.of(new Owned("a", "dev-1", 1), new Owned("b", "dev-1", 2))))
        .isEmpty();
    assertThat(Invariants.owners(List.of(new Owned("a", "dev-1", 1), new Owned("b", "dev-1", 1))))
        .containsExactly("I1: dev-1#1 is held by [a, b]");
    assertThat(Invariants.fenced(List.of(new Seated("dev-1", "a", 7)), Map.of("a", 7L))).isEmpty();
    assertThat(Invariants.fenced(List.of(new Seated("dev-1", "a", 6)), Map.of("a", 7L))).hasSize(1);
  }
}
