package io.heartwire.core.reconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EndpointTest {
  @Test
  void readsNamesAndAddressesWithAndWithoutPort() {
    assertThat(Endpoint.parse("gw-a:7400", 0)).isEqualTo(new Endpoint("gw-a", 7400));
    assertThat(Endpoint.parse(" gw-a ", 7400)).isEqualTo(new Endpoint("gw-a", 7400));
    assertThat(Endpoint.parse("[::1]:7401", 7400)).isEqualTo(new Endpoint("::1", 7401));
    assertThat(Endpoint.parse("[fe80::2]", 7400)).isEqualTo(new Endpoint("fe80::2", 7400));
  }

  @Test
  void writesItselfAsItIsRead() {
    assertThat(new Endpoint("::1", 7400)).hasToString("[::1]:7400");
    assertThat(new Endpoint("gw-a", 7400)).hasToString("gw-a:7400");
  }

  @Test
  void saysWhatIsWrongAndWhatToDo() {
    assertThatThrownBy(() -> Endpoint.parse("gw-a", 0)).hasMessageContaining("host:port");
    assertThatThrownBy(() -> Endpoint.parse("gw-a:x", 0)).hasMessageContaining("'gw-a:x'");
    assertThatThrownBy(() -> Endpoint.parse(":7400", 0)).hasMessageContaining("name a host");
    assertThatThrownBy(() -> new Endpoint("a".repeat(254), 1)).hasMessageContaining("253");
    assertThatThrownBy(() -> new Endpoint("a", 0)).hasMessageContaining("port 0 of a");
    assertThatThrownBy(() -> new Endpoint("a", 65_536)).hasMessageContaining("65535");
    assertThatThrownBy(() -> new Endpoint("a", 1, 0)).hasMessageContaining("weight 0");
    assertThatThrownBy(() -> new Endpoint("a", 1, 1_001)).hasMessageContaining("1000");
  }

  @Test
  void acceptsTheLimitsThemselves() {
    assertThat(new Endpoint("a".repeat(253), 1, 1)).isNotNull();
    assertThat(new Endpoint("a", 65_535, 1_000)).isNotNull();
  }
}
