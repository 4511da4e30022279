package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Socket;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void isEpollOnLinux() {
    assertThat(Transport.best()).isEqualTo(Transport.EPOLL);
  }

  @Test
  void isNeverIoUringUnasked() {
    assertThat(Transport.best()).isNotEqualTo(Transport.IO_URING);
    assertThat(Transport.NIO.isAvailable()).isTrue();
    assertThat(Transport.NIO.unavailability()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void acceptsConnectionsWhereItIsAvailable(Transport transport) throws Exception {
    assumeTrue(transport.isAvailable(), transport + " is not available");
    try (LoopbackServer server = new LoopbackServer(transport, channel -> {});
        Socket client = server.connect()) {
      assertThat(server.accepted()).isInstanceOf(transport.channel());
      assertThat(server.listener).isInstanceOf(transport.serverChannel());
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void saysWhyItIsNotAvailableAndWhatIs() {
    assumeTrue(!Transport.IO_URING.isAvailable(), "io_uring is available");

    assertThatThrownBy(Transport.IO_URING::ioHandler)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("transport io_uring is not available here (")
        .hasMessageEndingWith("use " + Transport.best().name().toLowerCase(Locale.ROOT));
  }
}
