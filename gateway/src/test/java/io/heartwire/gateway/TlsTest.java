package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.session.Departure;
import io.heartwire.gateway.session.Session;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  @TempDir static Path folder;
  private static TestPki pki;
  private static TestPki.Pem authority;
  private static TestPki.Pem server;

  @BeforeAll
  static void certificates() {
    pki = new TestPki(folder);
    authority = pki.authority("authority");
    server = pki.server("authority", "gateway");
    pki.authority("stranger");
    pki.issued("authority", "dev-1", "san=dns:dev-9,uri:urn:dev:8");
    pki.issued("stranger", "dev-2", "san=dns:dev-2");
  }

  static TestGateway gateway(String... more) {
    return gateway(server, more);
  }

  static TestGateway gateway(TestPki.Pem pem, String... more) {
    return TestGateway.with(pem.opens(List.of("tls"), more));
  }

  private static String[] mutual(String clientAuth, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "tls.client-auth",
                clientAuth,
                "tls.client-ca",
                authority.certificate().toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  static RawClient connect(TestGateway to, SSLContext context) throws IOException {
    return connect(to, context, "TLSv1.3");
  }

  static RawClient connect(TestGateway to, SSLContext context, String version) throws IOException {
    return over(below(to), context, version);
  }

  private static Socket below(TestGateway to) throws IOException {
    InetSocketAddress address = to.gateway.ports().get(Gateway.TLS);
    return new Socket(address.getAddress(), address.getPort());
  }

  private static RawClient over(Socket below, SSLContext context, String version)
      throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", 0, true);
    socket.setEnabledProtocols(new String[] {version});
    return new RawClient(socket);
  }

  private static RawClient plain(TestGateway to) throws IOException {
    return new RawClient(to.gateway.ports().get(Gateway.TLS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl TLSv1.3", "openssl TLSv1.2", "jdk TLSv1.3", "jdk TLSv1.2"})
  void aClientLogsInAndBeatsOverTls(String how) throws IOException {
    String[] words = how.split(" ");
    try (TestGateway it = gateway("tls.provider", words[0]);
        RawClient client = connect(it, pki.client("authority"), words[1])) {
      client.login("dev-1");
      client.send(new Frame.Ping(7));
      assertThat(client.receive(Frame.Pong.class).sequence()).isEqualTo(7);
      assertThat(((SSLSocket) client.socket).getSession().getProtocol()).isEqualTo(words[1]);
      assertThat(it.gateway.sessions().sessions())
          .extracting(Session::listener)
          .containsExactly("tls");
    }
  }

  /** A ClientHello of {@code minor} (1 is TLS 1.0, 2 is 1.1), by hand: no Java speaks that now. */
  private static byte[] helloOf(int minor) {
    var hello = ByteBuffer.allocate(9 + 2 + 32 + 1 + 6 + 2);
    hello.put(new byte[] {22, 3, 1, 0, (byte) (hello.capacity() - 5)});
    hello.put(new byte[] {1, 0, 0, (byte) (hello.capacity() - 9), 3, (byte) minor});
    hello.put(new byte[32]).put((byte) 0);
    // ECDHE with ECDSA or RSA, AES of 128 bits: both of that time.
    hello.put(new byte[] {0, 4, (byte) 0xC0, 0x09, (byte) 0xC0, 0x13, 1, 0});
    return hello.array();
  }

  @ParameterizedTest
  @CsvSource({"openssl, 1", "openssl, 2", "jdk, 1", "jdk, 2"})
  void olderVersionsAreNotSpoken(String provider, int minor) throws IOException {
    try (TestGateway it = gateway("tls.provider", provider);
        Socket client = below(it)) {
      client.setSoTimeout(30_000);
      client.getOutputStream().write(helloOf(minor));

      // An alert of two bytes: fatal, protocol_version.
      byte[] alert = client.getInputStream().readNBytes(7);
      assertThat(alert[0]).isEqualTo((byte) 21);
      assertThat(Arrays.copyOfRange(alert, 3, 7)).containsExactly(0, 2, 2, 70);
      assertThat(client.getInputStream().read()).isNegative();
      it.departure(DisconnectReason.TLS_FAILED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void aGoodbyeArrivesAndTheEndIsClean(String provider) throws IOException {
    try (TestGateway it = gateway("tls.provider", provider);
        RawClient client = connect(it, pki.client("authority"))) {
      client.send(new Frame.Ping(1));
      assertThat(client.receive(Frame.Goodbye.class).code()).isEqualTo(CloseCode.NOT_LOGGED_IN);
      assertThat(client.next()).isEmpty();
    }
  }

  @Test
  void everyByteIsLifeBeforeTlsHasARecord() throws IOException {
    try (TestGateway it = gateway();
        Socket below = below(it);
        RawClient client = over(below, pki.client("authority"), "TLSv1.3")) {
      client.login("dev-1");
      Session session = it.gateway.sessions().sessions().iterator().next();
      TestGateway.await("silence", () -> silenceMs(session) > 300);
      long before = silenceMs(session);
      // The head of a record that never comes: TLS has nothing to decrypt.
      below.getOutputStream().write(new byte[] {23, 3, 3, 0});
      TestGateway.await("life", () -> silenceMs(session) < before);
    }
  }

  private static long silenceMs(Session session) {
    return session.connection().vitals().toCompletableFuture().join().silenceMs();
  }

  @Test
  void whatIsNoTlsIsRefusedCountedAndNotShown() throws IOException {
    try (TestGateway it = gateway();
        RawClient other = connect(it, pki.client("authority"));
        RawClient client = plain(it)) {
      other.login("other");
      client.send(Frame.Hello.of("dev-1", "a-secret-of-the-client"));
      client.untilClosed();
      Departure departure = it.departure(DisconnectReason.TLS_FAILED);
      assertThat(departure.disconnect().detail())
          .isEqualTo("what came is no TLS: is the client to use another port?");
      client.socket.close();
      other.send(new Frame.Ping(1));
      assertThat(other.receive(Frame.Pong.class).sequence()).isEqualTo(1);
    }
  }

  @Test
  void aHandshakeThatTakesTooLongIsCutByTheLoginDeadline() throws IOException {
    try (TestGateway it = gateway("login.deadline", "300ms");
        RawClient client = plain(it)) {
      byte[] beginning = {22, 3, 1, 1, 0, 1};
      client.send(beginning);
      client.untilClosed();
      assertThat(it.departure(DisconnectReason.LOGIN_TIMEOUT).listener()).isEqualTo("tls");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void garbageAfterTheHandshakeEndsThatConnectionOnly(String provider) throws IOException {
    try (TestGateway it = gateway("tls.provider", provider);
        RawClient other = connect(it, pki.client("authority"));
        Socket below = below(it);
        RawClient client = over(below, pki.client("authority"), "TLSv1.3")) {
      other.login("other");
      client.login("dev-1");
      byte[] record = new byte[29];
      System.arraycopy(new byte[] {23, 3, 3, 0, 24}, 0, record, 0, 5);
      below.getOutputStream().write(record);
      // OpenSSL answers with an alert first, and tells us with whatever happens next.
      client.untilClosed();
      client.close();
      TestGateway.await("its end", () -> it.gateway.sessions().attached() == 1);
      other.send(new Frame.Ping(1));
      assertThat(other.receive(Frame.Pong.class).sequence()).isEqualTo(1);
    }
  }

  @Test
  void aClientThatTrustsAnotherAuthorityIsCountedAsFailed() throws IOException {
    try (TestGateway it = gateway();
        RawClient client = connect(it, pki.client("stranger"))) {
      assertThatThrownBy(() -> client.login("dev-1")).isInstanceOf(IOException.class);
      it.departure(DisconnectReason.TLS_FAILED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void whoShowsNoCertificateOrOneOfAnotherAuthorityStaysOut(String provider) throws IOException {
    try (TestGateway it = gateway(mutual("require", "tls.provider", provider));
        RawClient none = connect(it, pki.client("authority"));
        RawClient wrong = connect(it, pki.client("authority", "dev-2"))) {
      assertThatThrownBy(() -> none.login("dev-1")).isInstanceOf(IOException.class);
      TestGateway.await("the first", () -> it.count(DisconnectReason.TLS_FAILED) == 1);
      assertThatThrownBy(() -> wrong.login("dev-2")).isInstanceOf(IOException.class);
      TestGateway.await("the second", () -> it.count(DisconnectReason.TLS_FAILED) == 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void aCertificateProvesItsClientAndNobodyElse(String provider) throws IOException {
    try (TestGateway it =
            gateway(mutual("require", "auth.mode", "certificate", "tls.provider", provider));
        RawClient honest = connect(it, pki.client("authority", "dev-1"));
        RawClient liar = connect(it, pki.client("authority", "dev-1"));
        RawClient uncertified = it.connect()) {
      honest.login("dev-1");
      liar.send(Frame.Hello.of("dev-3", ""));
      assertThat(liar.receive(Frame.Goodbye.class).code())
          .isEqualTo(CloseCode.AUTHENTICATION_FAILED);
      assertThat(it.departure(DisconnectReason.AUTHENTICATION_FAILED).disconnect().detail())
          .isEqualTo("its certificate is of [dev-1], and it claims to be another");
      uncertified.send(Frame.Hello.of("dev-1", ""));
      assertThat(uncertified.receive(Frame.Goodbye.class).code())
          .isEqualTo(CloseCode.AUTHENTICATION_FAILED);
      assertThat(it.gateway.gate().inFlight()).isZero();
      assertThat(it.gateway.sessions().attached()).isEqualTo(1);
    }
  }

  @Test
  void anAlternativeNameProvesTheClientWhereThatIsAskedFor() throws IOException {
    try (TestGateway it = gateway(mutual("optional", "tls.client-id", "san"));
        RawClient dns = connect(it, pki.client("authority", "dev-1"));
        RawClient uri = connect(it, pki.client("authority", "dev-1"));
        RawClient subject = connect(it, pki.client("authority", "dev-1"));
        RawClient anybody = connect(it, pki.client("authority"))) {
      dns.login("dev-9");
      uri.login("urn:dev:8");
      subject.send(Frame.Hello.of("dev-1", ""));
      assertThat(subject.receive(Frame.Goodbye.class).code())
          .isEqualTo(CloseCode.AUTHENTICATION_FAILED);
      anybody.login("dev-1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void anExchangedCertificateIsForNewConnectionsAndTheOldOnesStay(String provider)
      throws IOException {
    TestPki.Pem live = new TestPki.Pem(folder.resolve("live.crt"), folder.resolve("live.key"));
    put(server, live);
    TestPki.Pem next = pki.server("authority", "next-" + provider);
    try (TestGateway it = gateway(live, "tls.watch", "100ms", "tls.provider", provider);
        RawClient before = connect(it, pki.client("authority"))) {
      before.login("before");
      // A certificate whose key has not come yet is not put in force.
      Files.copy(next.certificate(), live.certificate(), StandardCopyOption.REPLACE_EXISTING);
      try (RawClient between = connect(it, pki.client("authority"))) {
        between.login("between");
        assertThat(subjectOf(between)).isEqualTo("CN=gateway");
      }
      Files.copy(next.key(), live.key(), StandardCopyOption.REPLACE_EXISTING);
      TestGateway.await("the new one", () -> subjectOfNew(it).equals("CN=next-" + provider));
      before.send(new Frame.Ping(5));
      assertThat(before.receive(Frame.Pong.class).sequence()).isEqualTo(5);
    }
  }

  @Test
  void aReloadReadsTheFilesAgainAndRefusesBadOnes() throws IOException {
    TestPki.Pem live = new TestPki.Pem(folder.resolve("again.crt"), folder.resolve("again.key"));
    put(server, live);
    try (TestGateway it = gateway(live, "tls.watch", "off")) {
      put(pki.server("authority", "reloaded"), live);
      it.gateway.reload(it.gateway.config());
      assertThat(subjectOfNew(it)).isEqualTo("CN=reloaded");
      Files.writeString(live.key(), "no key");
      assertThatThrownBy(() -> it.gateway.reload(it.gateway.config()))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("again.key");
      assertThat(subjectOfNew(it)).isEqualTo("CN=reloaded");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openssl", "jdk"})
  void aKeyOfAnotherPairIsRefusedAtTheStart(String provider) {
    TestPki.Pem mixed = new TestPki.Pem(server.certificate(), folder.resolve("authority.key"));
    assertThatThrownBy(() -> gateway(mixed, "tls.provider", provider))
        .hasMessageContaining("are they of one pair");
  }

  @Test
  void aListenerWithoutACertificateIsRefused() {
    assertThatThrownBy(() -> TestGateway.with("listeners.tls.enabled", "true"))
        .hasMessageContaining("listeners.tls.enabled needs tls.certificate");
  }

  private static void put(TestPki.Pem from, TestPki.Pem to) throws IOException {
    Files.copy(from.certificate(), to.certificate(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static String subjectOfNew(TestGateway it) {
    try (RawClient client = connect(it, pki.client("authority"))) {
      client.login("probe");
      return subjectOf(client);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String subjectOf(RawClient client) throws IOException {
    return ((X509Certificate) ((SSLSocket) client.socket).getSession().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }
}
