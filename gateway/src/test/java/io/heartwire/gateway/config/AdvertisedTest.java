package io.heartwire.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvertisedTest {
  private static Map<String, String> advertised(String setting, String boundHost) {
    Map<String, InetSocketAddress> bound = new LinkedHashMap<>();
    bound.put("tcp", new InetSocketAddress(boundHost, 7400));
    bound.put("https", new InetSocketAddress(boundHost, 7448));
    return GatewayConfig.of("advertise", setting).advertised(bound);
  }

  @Test
  void itIsWhereEachListensUnlessThatIsEveryAddress() {
    assertThat(advertised("", "127.0.0.2"))
        .containsEntry("tcp", "127.0.0.2:7400")
        .containsEntry("https", "127.0.0.2:7448");
    assertThat(advertised("", "0.0.0.0")).isEmpty();
    assertThat(advertised("", "::")).isEmpty();
  }

  @Test
  void aHostIsForAllAndAListenerMayHaveItsOwn() {
    assertThat(advertised("gw-a.example, https=gw.example:443", "0.0.0.0"))
        .containsEntry("tcp", "gw-a.example:7400")
        .containsEntry("https", "gw.example:443");
    assertThat(advertised("2001:db8::7", "0.0.0.0")).containsEntry("tcp", "[2001:db8::7]:7400");
    assertThat(advertised("https=gw.example:443", "0.0.0.0")).containsOnlyKeys("https");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gw-a:7400 | advertise (gw-a:7400) has a port, but it is for all listeners",
        "web=gw-a:1 | advertise names the listener 'web', there are tcp, tls, http",
        "tcp=gw-a | advertise: endpoint 'gw-a' has no port",
        "gw-a, gw-b | advertise has two hosts for all listeners (gw-a, gw-b)",
        "0.0.0.0 | advertise (0.0.0.0) is no address to connect to",
        "gw a | advertise (gw a) must be a host name or an address",
      })
  void whatIsNoneIsRefusedInWords(String setting, String message) {
    assertThatThrownBy(() -> GatewayConfig.of("advertise", setting))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theBudgetOfAClusterIsANumberOrOffAndNoGatewayMayHaveMore() {
    assertThatThrownBy(() -> GatewayConfig.of("admission.cluster-rate", "adaptive"))
        .hasMessageContaining(
            "admission.cluster-rate (adaptive) must be 1 to 1000000 a second, or off");
    GatewayConfig generous =
        GatewayConfig.of("engine", "redis", "admission.rate", "5000", "auth.mode", "open");
    assertThat(generous.warnings())
        .anyMatch(
            it -> it.contains("admission.rate (5000) is more than admission.cluster-rate (4000)"));
    assertThat(GatewayConfig.of("admission.rate", "5000").warnings())
        .noneMatch(it -> it.contains("cluster-rate"));
  }
}
