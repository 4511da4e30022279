package io.heartwire.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailedLoginsTest {
  private static final long SECOND = 1_000_000_000L;
  private final FailedLogins failed =
      new FailedLogins(new FailedLogins.Settings(3, 2, Duration.ofSeconds(10)));

  private static InetAddress at(String address) throws UnknownHostException {
    return InetAddress.getByName(address);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -SECOND, Long.MAX_VALUE - SECOND, Long.MIN_VALUE})
  void anAddressWaitsUntilItsWindowIsOver(long start) throws UnknownHostException {
    failed.refused(at("10.0.0.1"), "a", start);
    failed.refused(at("10.0.0.1"), "b", start + SECOND);
    assertThat(failed.wait(at("10.0.0.1"), "x", start + SECOND)).isEmpty();
    failed.refused(at("10.0.0.1"), "c", start + 2 * SECOND);
    assertThat(failed.wait(at("10.0.0.1"), "x", start + 4 * SECOND))
        .contains(Duration.ofSeconds(6));
    assertThat(failed.wait(at("10.0.0.2"), "x", start + 4 * SECOND)).isEmpty();
    assertThat(failed.wait(at("10.0.0.1"), "x", start + 10 * SECOND)).isEmpty();
    failed.refused(at("10.0.0.1"), "c", start + 11 * SECOND);
    assertThat(failed.wait(at("10.0.0.1"), "x", start + 11 * SECOND)).isEmpty();
  }

  @Test
  void aClientIsCountedWhereverItComesFrom() throws UnknownHostException {
    failed.refused(at("10.0.0.1"), "a", 0);
    failed.refused(at("10.0.0.2"), "a", 0);
    assertThat(failed.wait(at("10.0.0.3"), "a", 0)).contains(Duration.ofSeconds(10));
    assertThat(failed.wait(at("10.0.0.3"), "b", 0)).isEmpty();
  }

  @Test
  void ofIpv6TheNetworkCounts() throws UnknownHostException {
    for (int i = 0; i < 3; i++) {
      failed.refused(at("2001:db8::" + i), "c" + i, 0);
    }
    assertThat(failed.wait(at("2001:db8::99"), "x", 0)).isPresent();
    assertThat(failed.wait(at("2001:db8:0:1::1"), "x", 0)).isEmpty();
  }

  @Test
  void whoeverComesFromEverywhereFillsNoMemory() throws UnknownHostException {
    failed.refused(at("10.0.0.1"), "first", 0);
    failed.refused(at("10.0.0.1"), "first", 0);
    for (int i = 0; i < FailedLogins.MOST; i++) {
      failed.refused(at("10.0.0.1"), "c" + i, 0);
    }
    assertThat(failed.wait(at("10.9.9.9"), "first", 0)).isEmpty();
  }

  @Test
  void zeroIsNoLimit() throws UnknownHostException {
    var none = new FailedLogins(new FailedLogins.Settings(0, 0, Duration.ofSeconds(10)));
    for (int i = 0; i < 1_000; i++) {
      none.refused(at("10.0.0.1"), "a", 0);
    }
    assertThat(none.wait(at("10.0.0.1"), "a", 0)).isEmpty();
  }
}
