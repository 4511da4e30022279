package io.heartwire.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "198.51.100.7, 198.51.100.0/24",
    "255.255.255.255, 255.255.255.0/24",
    "2001:db8:f00d:1::7, 2001:db8:f00d::/48",
    "::1, 0:0:0::/48"
  })
  void aSourceNetworkIsAQuarterOfAnIpv4OrThreeWordsOfAnIpv6Address(String address, String network)
      throws UnknownHostException {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    assertThat(Addresses.network(InetAddress.getByAddress(bytes))).isEqualTo(network);
  }
}
