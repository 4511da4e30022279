package io.heartwire.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.admission.ConnectionBounds.Settings;
import io.heartwire.gateway.admission.ConnectionBounds.Verdict;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ConnectionBoundsTest {
  private static InetSocketAddress at(String address) {
    return new InetSocketAddress(address, 4711);
  }

  @Test
  void anAddressOfIpv4IsASource() {
    ConnectionBounds bounds = new ConnectionBounds(new Settings(100, 2, 10));
    assertThat(bounds.enter(at("198.51.100.7"), 1)).isEqualTo(Verdict.STAYS);
    assertThat(bounds.enter(at("198.51.100.7"), 2)).isEqualTo(Verdict.STAYS);
    assertThat(bounds.enter(at("198.51.100.7"), 3)).isEqualTo(Verdict.SOURCE_FULL);
    assertThat(bounds.enter(at("198.51.100.8"), 4)).isEqualTo(Verdict.STAYS);
    bounds.leave(at("198.51.100.7"));
    bounds.leave(at("198.51.100.7"));
    assertThat(bounds.enter(at("198.51.100.7"), 3)).isEqualTo(Verdict.STAYS);
  }

  @Test
  void aNetworkOfSixtyFourBitsIsASourceOfIpv6() {
    ConnectionBounds bounds = new ConnectionBounds(new Settings(100, 1, 10));
    assertThat(bounds.enter(at("2001:db8:0:1::1"), 1)).isEqualTo(Verdict.STAYS);
    assertThat(bounds.enter(at("2001:db8:0:1:ffff::2"), 2)).isEqualTo(Verdict.SOURCE_FULL);
    assertThat(bounds.enter(at("2001:db8:0:2::1"), 3)).isEqualTo(Verdict.STAYS);
    assertThat(bounds.sources()).isEqualTo(2);
  }

  @Test
  void remembersNobodyWhoHasLeft() {
    ConnectionBounds bounds = new ConnectionBounds(new Settings(100, 5, 10));
    for (int i = 0; i < 200; i++) {
      bounds.enter(at("10.0.0." + i), 1);
      bounds.enter(at("10.0.0." + i), 2);
    }
    for (int i = 0; i < 200; i++) {
      bounds.leave(at("10.0.0." + i));
      bounds.leave(at("10.0.0." + i));
    }
    assertThat(bounds.sources()).isZero();
  }

  @Test
  void countsNoSourcesWhereAnyNumberIsAllowed() {
    ConnectionBounds bounds = new ConnectionBounds(new Settings(1_000, 0, 10));
    for (int i = 1; i <= 1_000; i++) {
      assertThat(bounds.enter(at("10.0.0.1"), i)).isEqualTo(Verdict.STAYS);
    }
    assertThat(bounds.sources()).isZero();
  }

  @Test
  void tellsAFewThatThereIsNoRoomAndCutsTheRest() {
    ConnectionBounds bounds = new ConnectionBounds(new Settings(10, 1, 5));
    assertThat(bounds.enter(at("10.0.0.1"), 10)).isEqualTo(Verdict.STAYS);
    assertThat(bounds.enter(at("10.0.0.2"), 15)).isEqualTo(Verdict.FULL);
    assertThat(bounds.enter(at("10.0.0.3"), 16)).isEqualTo(Verdict.CUT);
    Verdict last = Verdict.STAYS;
    for (int i = 0; i < 200; i++) {
      last = bounds.enter(at("10.0.0.4"), 5);
    }
    assertThat(last).isEqualTo(Verdict.CUT);
  }
}
