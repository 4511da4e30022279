package io.heartwire.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  @Test
  void aPortThatIsTakenIsPassedOver() throws IOException {
    int first = new FreePorts(new SplittableRandom(7)).next();
    try (var taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
      int next = new FreePorts(new SplittableRandom(7)).next();

      assertThat(next).isNotEqualTo(taken.getLocalPort()).isBetween(12_000, 31_999);
    }
  }

  @Test
  void whereNoneIsFreeItSaysWhatToDo() throws IOException {
    int only = new FreePorts().next();
    try (var taken = new ServerSocket(only, 1, InetAddress.getLoopbackAddress())) {
      var ports =
          new FreePorts(
              new RandomGenerator() {
                @Override
                public long nextLong() {
                  return only;
                }

                @Override
                public int nextInt(int bound) {
                  return taken.getLocalPort() - 12_000;
                }
              });

      assertThatThrownBy(ports::next).hasMessageContaining("end what listens there");
    }
  }
}
