package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.wire.Frame;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A new handshake on an old connection costs the server ten times what it costs the client (TLS
 * 1.2; 1.3 has none): it is refused, whoever makes TLS.
 */
class TlsRenegotiationTest {
  @TempDir static Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void aClientThatWantsASecondHandshakeIsCutAndNobodyElse(String provider) throws IOException {
    var pki = new TestPki(folder);
    pki.authority("authority-" + provider);
    TestPki.Pem pem = pki.server("authority-" + provider, "gateway-" + provider);
    SSLContext trusting = pki.client("authority-" + provider);
    try (TestGateway it = TlsTest.gateway(pem, "tls.provider", provider);
        RawClient other = TlsTest.connect(it, trusting, "TLSv1.2");
        RawClient client = TlsTest.connect(it, trusting, "TLSv1.2")) {
      other.login("other");
      client.login("dev-1");

      ((SSLSocket) client.socket).startHandshake();
      assertThatThrownBy(
              () -> {
                client.send(new Frame.Ping(1));
                client.receive(Frame.Pong.class);
              })
          .isInstanceOfAny(IOException.class, AssertionError.class);
      TestGateway.await("its end", () -> it.gateway.sessions().attached() == 1);

      other.send(new Frame.Ping(2));
      assertThat(other.receive(Frame.Pong.class).sequence()).isEqualTo(2);
    }
  }
}
