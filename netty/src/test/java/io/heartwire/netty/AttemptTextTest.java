package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class AttemptTextTest {
  private static final SocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 7400);

  @Test
  void saysAddressAndCauseOnceAndNoNameOfAClassOrCall() {
    var ofEpoll = new ConnectException("finishConnect(..) failed: Connection refused: " + ADDRESS);
    var ofNio = new ConnectException("Connection refused: " + ADDRESS);

    assertThat(AttemptText.of(List.of(ADDRESS, ADDRESS), List.of(ofEpoll, ofNio)))
        .isEqualTo("127.0.0.1:7400, 127.0.0.1:7400: Connection refused");
  }

  @Test
  void saysWhichHostIsUnknown() {
    assertThat(
            AttemptText.of(new CompletionException(null, new UnknownHostException("gw.invalid"))))
        .isEqualTo("unknown host gw.invalid");
  }

  @Test
  void saysAtLeastOfWhichKindAWordlessFailureIs() {
    assertThat(AttemptText.of(new IOException())).isEqualTo("IOException");
  }
}
