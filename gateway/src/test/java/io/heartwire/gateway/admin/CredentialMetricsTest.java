package io.heartwire.gateway.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs out, and who failed at TLS, as Prometheus sees it. */
class CredentialMetricsTest {
  private static final Pattern EXPIRES =
      Pattern.compile("(?m)^heartwire_certificate_expires_seconds (\\S+)$");

  @TempDir private Path folder;

  private static double expires(String metrics) {
    Matcher found = EXPIRES.matcher(metrics);
    assertThat(found.find()).as(metrics).isTrue();
    return Double.parseDouble(found.group(1));
  }

  @Test
  void theCertificateAndFailedHandshakesAreSeen() throws IOException {
    TestPki pki = new TestPki(folder);
    pki.authority("authority");
    TestPki.Pem server = pki.server("authority", "gateway");
    try (AdminDoor it = AdminDoor.with(server.opens(List.of("https")))) {
      int port = it.gateway.gateway.ports().get("https").getPort();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client.getOutputStream().write("no TLS at all".getBytes(UTF_8));
        it.gateway.departure(DisconnectReason.TLS_FAILED);
      }
      String metrics = it.get("/metrics").text();
      // keytool was asked for 30 days.
      assertThat(expires(metrics)).isBetween(29 * 86_400.0, 30 * 86_400.0);
      assertThat(metrics)
          .contains("heartwire_refused_total{code=\"4007\"} 1.0")
          .contains("heartwire_renewals_total{result=\"asked\"} 0.0")
          .contains("heartwire_renewals_total{result=\"renewed\"} 0.0")
          .contains("heartwire_renewals_total{result=\"refused\"} 0.0")
          .contains("heartwire_renewals_total{result=\"too-late\"} 0.0");
    }
  }

  @Test
  void withoutTlsThereIsNoCertificate() {
    try (AdminDoor it = AdminDoor.with()) {
      assertThat(expires(it.get("/metrics").text())).isNaN();
    }
  }
}
