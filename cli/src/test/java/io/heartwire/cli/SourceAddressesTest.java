package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SourceAddressesTest {
  @Test
  void readsRangesAndSingleAddresses() {
    assertThat(SourceAddresses.parse("127.0.0.2-127.0.0.4,127.0.1.1,127.0.2.1-2"))
        .extracting(InetAddress::getHostAddress)
        .containsExactly(
            "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.1.1", "127.0.2.1", "127.0.2.2");
  }

  @Test
  void looksNoNamesUp() {
    assertThatThrownBy(() -> SourceAddresses.parse("localhost"))
        .hasMessageContaining("'localhost', which is no address");
  }

  @Test
  void nothingIsNoAddress() {
    assertThat(SourceAddresses.parse("")).isEmpty();
  }
}
