package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.admission.ConnectionBounds;
import io.heartwire.gateway.config.GatewayConfig;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptorsTest {
  @ParameterizedTest
  @CsvSource({"256, 192, 32", "1024, 768, 128", "20000, 18000, 1000", "5000000, 1000000, 1000"})
  void leavesAReserveOfTheDescriptors(long limit, int connections, int told) {
    ConnectionBounds.Settings bounds =
        new Descriptors(OptionalLong.of(limit)).bounds(GatewayConfig.defaults());
    assertThat(bounds.max()).isEqualTo(connections);
    assertThat(bounds.told()).isEqualTo(told);
    assertThat(bounds.max() + bounds.told()).isLessThan((int) limit);
  }

  @Test
  void allowsAMillionWhereNobodyKnowsTheLimit() {
    assertThat(new Descriptors(OptionalLong.empty()).bounds(GatewayConfig.defaults()).max())
        .isEqualTo(1_000_000);
  }

  @Test
  void takesWhatIsConfiguredAndWarnsIfItCannotBe() {
    GatewayConfig config = GatewayConfig.of("listeners.tcp.max-connections", "15000");
    Descriptors few = new Descriptors(OptionalLong.of(4_096));
    assertThat(few.bounds(config).max()).isEqualTo(15_000);
    assertThat(few.warning(few.bounds(config)).orElseThrow())
        .contains("listeners.tcp.max-connections (15000)")
        .contains("4096")
        .contains("ulimit -n");
    Descriptors many = new Descriptors(OptionalLong.of(20_000));
    assertThat(many.warning(many.bounds(config))).isEmpty();
    assertThat(few.warning(few.bounds(GatewayConfig.defaults()))).isEmpty();
  }

  @Test
  void knowsTheLimitOfThisProcess() {
    assertThat(Descriptors.ofThisProcess().bounds(GatewayConfig.defaults()).max()).isPositive();
  }
}
