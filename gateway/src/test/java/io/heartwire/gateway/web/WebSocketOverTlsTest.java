package io.heartwire.gateway.web;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.TestPki;
import io.heartwire.gateway.session.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is below TLS is life, too, after the upgrade as before. */
class WebSocketOverTlsTest {
  @TempDir private Path folder;

  @Test
  void everyByteIsLifeBeforeTlsHasARecord() throws IOException {
    TestPki pki = new TestPki(folder);
    pki.authority("authority");
    TestPki.Pem server = pki.server("authority", "gateway");
    try (TestGateway it = TestGateway.with(server.opens(List.of("https")));
        Socket below = below(it.gateway.ports().get("https"));
        RawWebSocket client =
            RawWebSocket.over(
                pki.client("authority")
                    .getSocketFactory()
                    .createSocket(below, "localhost", 0, true),
                "/ws",
                RawWebSocket.PROTOBUF)) {
      client.login("tab-1");
      Session session = it.gateway.sessions().session(new ClientId("tab-1")).orElseThrow();
      TestGateway.await("silence", () -> silenceMs(session) > 300);
      long before = silenceMs(session);
      // The head of a record that never comes: TLS has nothing to decrypt.
      below.getOutputStream().write(new byte[] {23, 3, 3, 0});
      TestGateway.await("life", () -> silenceMs(session) < before);
    }
  }

  private static Socket below(InetSocketAddress address) throws IOException {
    return new Socket(address.getAddress(), address.getPort());
  }

  private static long silenceMs(Session session) {
    return session.connection().vitals().toCompletableFuture().join().silenceMs();
  }
}
