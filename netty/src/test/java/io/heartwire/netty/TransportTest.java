package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TransportTest {
  @Test
  void isEpollOnLinuxAndNioElsewhere() {
    assertThat(Transport.best())
        .isEqualTo(OS.LINUX.isCurrentOs() ? Transport.EPOLL : Transport.NIO);
  }

  @Test
  void isNeverIoUringUnasked() {
    assertThat(Transport.best()).isNotEqualTo(Transport.IO_URING);
    assertThat(Transport.NIO.isAvailable()).isTrue();
    assertThat(Transport.NIO.unavailability()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource(Transports.AVAILABLE)
  void acceptsConnectionsWhereItIsAvailable(Transport transport) throws Exception {
    try (LoopbackServer server = new LoopbackServer(transport, channel -> {});
        Socket client = server.connect()) {
      assertThat(server.accepted()).isInstanceOf(transport.channel());
      assertThat(server.listener).isInstanceOf(transport.serverChannel());
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void saysWhyItIsNotAvailableAndWhatIs() {
    Throwable cause =
        new UnsatisfiedLinkError("not loaded").initCause(new IOException("forbidden"));

    assertThatThrownBy(() -> Transport.IO_URING.ioHandler(cause, Transport.NIO))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("transport io_uring is not available here (forbidden): use nio");
  }

  @Test
  void saysWhyExactlyWhereItIsNotAvailable() {
    for (Transport transport : Transport.values()) {
      Optional<String> why = transport.unavailability();

      assertThat(why.isEmpty()).as(transport + ": " + why).isEqualTo(transport.isAvailable());
    }
  }
}
