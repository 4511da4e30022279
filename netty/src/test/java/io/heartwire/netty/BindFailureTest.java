package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bind(..) failed: Address already in use|Address already in use|stop what uses the port",
        "Cannot assign requested address|Cannot assign requested address|no address of this machine",
        "bind(..) failed with error(-13): Permission denied|Permission denied|above 1023",
        "Invalid argument|Invalid argument|choose another address or port"
      })
  void namesTheRemedyThatFitsTheCause(String message, String cause, String remedy) {
    assertThat(
            BindFailure.sentence(
                new InetSocketAddress("127.0.0.1", 7400), new BindException(message)))
        .startsWith("127.0.0.1:7400 (" + cause + "): ")
        .contains(remedy);
  }

  @Test
  void saysThatAHostIsNotKnown() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("gw.invalid", 7400);
    for (Throwable cause : new Throwable[] {new UnresolvedAddressException(), new IOException()}) {
      assertThat(BindFailure.sentence(unresolved, cause))
          .isEqualTo(
              "gw.invalid:7400 (no address is known for this name): correct it, or use an address");
    }
  }
}
