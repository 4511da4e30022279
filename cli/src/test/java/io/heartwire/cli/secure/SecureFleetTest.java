package io.heartwire.cli.secure;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.heartwire.cli.RealServices;
import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.ClientTls;
import io.heartwire.client.HeartwireClient;
import io.heartwire.client.HeartwireClientBuilder;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.config.GatewayConfig;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of our own over TLS, with tokens that run out and a certificate that is exchanged. */
class SecureFleetTest {
  private static final String SECRET = "a secret of thirty-two bytes, or more";

  @TempDir static Path folder;
  private static Pki.Pem authority;
  private static Pki.Pem stranger;
  private static Pki.Pem server;
  private static Pki.Pem next;
  private static Pki.Pem elsewhere;
  private static Pki.Pem device;

  @BeforeAll
  static void certificates() {
    Pki pki = new Pki(folder);
    authority = pki.authority("authority");
    stranger = pki.authority("stranger");
    server = pki.issued("authority", "gateway", "dns:localhost");
    next = pki.issued("authority", "next", "dns:localhost");
    elsewhere = pki.issued("authority", "elsewhere", "dns:elsewhere.example");
    device = pki.issued("authority", "dev-1", "dns:dev-1");
  }

  private static Gateway gateway(Pki.Pem pem, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "listeners.tcp.port", "0",
                "listeners.http.enabled", "false",
                "listeners.mqtt.enabled", "false",
                "listeners.tls.enabled", "true",
                "listeners.tls.port", "0",
                "tls.certificate", pem.certificate().toString(),
                "tls.key", pem.key().toString(),
                "tls.watch", "100ms",
                "presence.file", ":memory:",
                "doctor.enabled", "false",
                "targets-default", "false"));
    all.addAll(List.of(more));
    return Gateway.start(
        GatewayConfig.of(all.toArray(String[]::new)), RealServices.ofThisMachine());
  }

  private static HeartwireClientBuilder client(Gateway to, String clientId, ClientTls tls) {
    return HeartwireClient.builder("localhost:" + to.ports().get(Gateway.TLS).getPort())
        .clientId(clientId)
        .tls(tls);
  }

  static void await(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as("awaiting " + what).isLessThan(60_000_000_000L);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static String token(long seconds) {
    try {
      var jwt =
          new SignedJWT(
              new JWSHeader(JWSAlgorithm.HS256),
              new JWTClaimsSet.Builder()
                  .subject("ann")
                  .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
                  .build());
      jwt.sign(new MACSigner(SECRET));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void twentyOutliveTheirTokensAndTheCertificate() throws IOException {
    outlive(20, 3);
  }

  @Test
  @Tag("proof")
  void aThousandOutliveTheirTokensAndTheCertificate() throws IOException {
    outlive(1_000, 20);
  }

  private static void outlive(int clients, int seconds) throws IOException {
    var live = new Pki.Pem(folder.resolve("live.crt"), folder.resolve("live.key"));
    put(server, live);
    String[] settings = {
      "auth.mode", "jwt",
      "auth.jwt.secret", SECRET,
      "auth.renew-before", (seconds - 1) + "s",
      "auth.expiry-grace", "500ms",
      "admission.rate", "off",
      "admission.connections-per-source", "5000",
      "login.in-flight-max", "5000"
    };
    var renewals = new AtomicInteger();
    Supplier<String> newer =
        () -> {
          renewals.incrementAndGet();
          return token(600);
        };
    ClientGroup group = ClientGroup.create();
    var fleet = new ArrayList<HeartwireClient>();
    ClientTls tls = ClientTls.trusting(authority.certificate());
    try (Gateway gateway = gateway(live, settings)) {
      for (int i = 0; i < clients; i++) {
        fleet.add(
            client(gateway, "c" + i, tls)
                .credential(token(seconds))
                .renewal(newer)
                .group(group)
                .connect());
      }
      await("all", () -> gateway.sessions().attached() == clients);
      Instant allExpired = Instant.now().plusSeconds(seconds + 1);
      put(next, live);
      await("the exchange", () -> shownAt(gateway).equals("CN=next"));
      await("all renewed", () -> gateway.counters().renewed() >= clients);
      await("the end of all first tokens", () -> Instant.now().isAfter(allExpired));
      assertThat(gateway.sessions().attached()).isEqualTo(clients);
      // Those who asked for the certificate are nobody.
      assertThat(gateway.disconnects().recent()).allMatch(end -> end.clientId().isEmpty());
      assertThat(renewals).hasValue(clients);
      fleet.forEach(it -> assertThat(it.counters().sessions()).isEqualTo(1));
    } finally {
      fleet.forEach(HeartwireClient::closeAsync);
      group.close();
    }
  }

  /** Whom the certificate of the TLS door names. */
  private static String shownAt(Gateway gateway) {
    try {
      var trusting =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .trustManager(authority.certificate().toFile())
              .build();
      int port = gateway.ports().get(Gateway.TLS).getPort();
      try (var socket =
          (SSLSocket)
              ((JdkSslContext) trusting)
                  .context()
                  .getSocketFactory()
                  .createSocket("localhost", port)) {
        return socket.getSession().getPeerPrincipal().getName();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void twentyAtEachOtherDoorOutliveTheCertificate() throws IOException {
    outliveTheCertificate(20);
  }

  @Test
  @Tag("proof")
  void aThousandAtEachOtherDoorOutliveTheCertificate() throws IOException {
    outliveTheCertificate(1_000);
  }

  private static void outliveTheCertificate(int each) throws IOException {
    var live = new Pki.Pem(folder.resolve("doors.crt"), folder.resolve("doors.key"));
    put(server, live);
    String[] settings = {
      "listeners.https.enabled", "true",
      "listeners.https.port", "0",
      "listeners.mqtts.enabled", "true",
      "listeners.mqtts.port", "0",
      "admission.rate", "off",
      "admission.connections-per-source", "5000"
    };
    try (Gateway gateway = gateway(live, settings);
        SecureCrowd web = crowd(gateway, "https", new WebSocketSpeech());
        SecureCrowd mqtt = crowd(gateway, "mqtts", new MqttSpeech())) {
      List<SecureCrowd> crowds = List.of(web, mqtt);
      crowds.forEach(it -> it.come(each));
      await("all", () -> gateway.sessions().attached() == 2 * each);
      crowds.forEach(it -> assertThat(it.shown()).containsExactly("CN=gateway"));
      put(next, live);
      for (SecureCrowd crowd : crowds) {
        // All of them talk while the exchange happens, and once more when it has.
        await("the exchange", () -> crowd.roundTrip() && crowd.shownToAnother().equals("CN=next"));
      }
      crowds.forEach(it -> assertThat(it.roundTrip()).isTrue());
      crowds.forEach(it -> assertThat(it.closed()).isZero());
      assertThat(gateway.sessions().attached()).isEqualTo(web.online() + mqtt.online());
      assertThat(gateway.disconnects().recent()).isEmpty();
    }
  }

  private static SecureCrowd crowd(Gateway gateway, String door, SecureCrowd.Speech speech) {
    return new SecureCrowd(authority.certificate(), speech, gateway.ports().get(door).getPort());
  }

  @Test
  void whoWasClosedForWantOfANewerTokenGetsOneAndComesBack() {
    String[] settings = {
      "auth.mode", "jwt",
      "auth.jwt.secret", SECRET,
      "auth.renew-before", "0ms",
      "auth.expiry-grace", "0ms"
    };
    try (Gateway gateway = gateway(server, settings);
        HeartwireClient client =
            client(gateway, "dev-1", ClientTls.trusting(authority.certificate()))
                .credential(token(1))
                .renewal(() -> token(600))
                .connect()) {
      await("the end", () -> gateway.disconnects().count(DisconnectReason.CREDENTIAL_EXPIRED) == 1);
      await("its return", () -> client.counters().sessions() == 2);
    }
  }

  @Test
  void aClientTrustsItsAuthorityAndTheNameItAskedForOnly() {
    try (Gateway gateway = gateway(server);
        HeartwireClient wrong =
            client(gateway, "dev-1", ClientTls.trusting(stranger.certificate())).connect()) {
      await("the refusal", () -> failedByTls(wrong));
      assertThat(gateway.sessions().attached()).isZero();
    }
    try (Gateway gateway = gateway(elsewhere);
        HeartwireClient wrong =
            client(gateway, "dev-1", ClientTls.trusting(authority.certificate())).connect()) {
      await("the refusal", () -> failedByTls(wrong));
      assertThat(gateway.sessions().attached()).isZero();
    }
  }

  private static boolean failedByTls(HeartwireClient client) {
    return client.state() instanceof ClientState.Waiting waiting
        && waiting.why().reason() == DisconnectReason.TLS_FAILED;
  }

  @Test
  void aClientShowsItsCertificate() {
    String[] mutual = {
      "tls.client-auth", "require",
      "tls.client-ca", authority.certificate().toString(),
      "auth.mode", "certificate"
    };
    ClientTls tls =
        ClientTls.trusting(authority.certificate()).showing(device.certificate(), device.key());
    try (Gateway gateway = gateway(server, mutual);
        HeartwireClient client = client(gateway, "dev-1", tls).connect()) {
      await("it", () -> client.state() instanceof ClientState.Online);
      assertThat(gateway.sessions().attached()).isEqualTo(1);
    }
  }

  private static void put(Pki.Pem from, Pki.Pem to) throws IOException {
    Files.copy(from.certificate(), to.certificate(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
  }
}
