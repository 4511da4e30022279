package io.heartwire.core.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Endpoint A = new Endpoint("a", 1);
  private static final Endpoint B = new Endpoint("b", 1);
  private static final Endpoint C = new Endpoint("c", 1);

  @Test
  void ordersAlikeForOneClientAndDifferentlyForOthers() {
    long firstIsA = 0;
    for (int seed = 0; seed < 3_000; seed++) {
      List<Endpoint> order = endpoints(seed).candidates(0);
      assertThat(order).containsExactlyInAnyOrder(A, B, C);
      assertThat(endpoints(seed).candidates(5)).isEqualTo(order);
      firstIsA += order.get(0).equals(A) ? 1 : 0;
    }
    assertThat(firstIsA).isCloseTo(1_000, within(100L));
  }

  @Test
  void spreadsClientsByWeight() {
    Endpoint heavy = new Endpoint("heavy", 1, 3);
    long firstIsHeavy = 0;
    for (int seed = 0; seed < 4_000; seed++) {
      Endpoints endpoints = new Endpoints(seed);
      endpoints.offer(List.of(A, heavy));
      firstIsHeavy += endpoints.candidates(0).get(0).equals(heavy) ? 1 : 0;
    }
    assertThat(firstIsHeavy).isCloseTo(3_000, within(150L));
  }

  @Test
  void tellsPortsOfOneHostApart() {
    List<Endpoint> ports = IntStream.range(1, 9).mapToObj(p -> new Endpoint("a", p)).toList();
    long distinctFirst =
        IntStream.range(0, 200)
            .mapToObj(
                seed -> {
                  Endpoints endpoints = new Endpoints(seed);
                  endpoints.offer(ports);
                  return endpoints.candidates(0).get(0);
                })
            .distinct()
            .count();
    assertThat(distinctFirst).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {Long.MIN_VALUE, Long.MAX_VALUE - 10 * SECOND, -15 * SECOND, 0, Long.MAX_VALUE})
  void skipsWhatFailedForThirtySeconds(long origin) {
    Endpoints endpoints = endpoints(1);
    Endpoint best = endpoints.candidates(origin).get(0);
    endpoints.failed(best, origin);
    endpoints.settled();
    assertThat(endpoints.candidates(origin)).endsWith(best).hasSize(3);
    assertThat(endpoints.candidates(origin + 30 * SECOND - 1)).endsWith(best);
    assertThat(endpoints.candidates(origin + 30 * SECOND)).startsWith(best);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE - 3 * SECOND, -2 * SECOND, 0})
  void triesWhatFailedLongestAgoFirstWhenAllFailed(long origin) {
    Endpoints endpoints = endpoints(1);
    endpoints.failed(C, origin);
    endpoints.failed(A, origin + 2 * SECOND);
    endpoints.failed(B, origin + 4 * SECOND);
    assertThat(endpoints.candidates(origin + 5 * SECOND)).containsExactly(C, A, B);
  }

  @Test
  void forgetsAFailureOnceItWorks() {
    Endpoints endpoints = endpoints(1);
    Endpoint best = endpoints.candidates(0).get(0);
    endpoints.failed(best, 0);
    endpoints.worked(best);
    assertThat(endpoints.candidates(1)).startsWith(best);
  }

  // trap 47
  @Test
  void doesNotChaseAnEndpointThatIsNoLongerOffered() {
    Endpoints endpoints = endpoints(1);
    endpoints.failed(B, 0);
    endpoints.offer(List.of(A, C));
    assertThat(endpoints.candidates(1)).containsExactlyInAnyOrder(A, C);
  }

  @Test
  void remembersTheFailureOfAnEndpointThatIsOfferedAgain() {
    Endpoints endpoints = endpoints(1);
    endpoints.failed(B, 0);
    endpoints.offer(List.of(B, A));
    assertThat(endpoints.candidates(1)).containsExactly(A, B);
  }

  @Test
  void followsARedirectUntilItFails() {
    Endpoints endpoints = endpoints(1);
    Endpoint elsewhere = new Endpoint("d", 1);
    endpoints.prefer(List.of(elsewhere));
    assertThat(endpoints.candidates(0)).startsWith(elsewhere).hasSize(4);
    endpoints.offer(List.of(A));
    assertThat(endpoints.candidates(0)).containsExactly(elsewhere, A);
    endpoints.failed(elsewhere, 0);
    assertThat(endpoints.candidates(1)).containsExactly(A);
  }

  @Test
  void triesARedirectEvenIfItFailedBefore() {
    Endpoints endpoints = endpoints(1);
    endpoints.failed(C, 0);
    endpoints.prefer(List.of(C));
    assertThat(endpoints.candidates(1)).startsWith(C).hasSize(3);
  }

  @Test
  void looksAtAnEndpointOnceHoweverOftenItIsOffered() {
    Endpoints endpoints = new Endpoints(1);
    endpoints.offer(List.of(A, A));
    assertThat(endpoints.candidates(0)).containsExactly(A);
  }

  @Test
  void looksAtNoMoreThanItsLimit() {
    List<Endpoint> many = IntStream.range(0, 300).mapToObj(i -> new Endpoint("h" + i, 1)).toList();
    Endpoints endpoints = new Endpoints(1);
    endpoints.offer(many);
    assertThat(endpoints.candidates(0)).hasSize(Endpoints.MAX_ENDPOINTS);
    endpoints.offer(List.of());
    endpoints.prefer(many);
    assertThat(endpoints.candidates(0)).hasSize(Endpoints.MAX_ENDPOINTS);
  }

  private static Endpoints endpoints(long seed) {
    Endpoints endpoints = new Endpoints(seed);
    endpoints.offer(List.of(A, B, C));
    return endpoints;
  }
}
