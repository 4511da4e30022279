package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.secure.Pki;
import io.heartwire.gateway.Administration;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.admin.AdminServer;
import io.heartwire.gateway.config.GatewayConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line and a gateway, over TLS. */
class SecureCommandsTest {
  private static final String DO = "a-token-to-do-with";
  private static final String SECRET = "the-secret-of-a-device";

  @TempDir static Path folder;
  private static Pki.Pem authority;
  private static Pki.Pem stranger;
  private static Pki.Pem device;
  private static Gateway gateway;
  private static AdminServer admin;

  private final CliFixture cli = new CliFixture();

  @BeforeAll
  static void open() {
    Pki pki = new Pki(folder);
    authority = pki.authority("authority");
    stranger = pki.authority("stranger");
    device = pki.issued("authority", "dev-1", "dns:dev-1");
    Pki.Pem server = pki.issued("authority", "gateway", "ip:127.0.0.1,dns:localhost");
    gateway =
        Gateway.start(
            GatewayConfig.of(
                "listeners.tcp.port", "0",
                "listeners.http.enabled", "false",
                "listeners.mqtt.enabled", "false",
                "listeners.tls.enabled", "true",
                "listeners.tls.port", "0",
                "tls.certificate", server.certificate().toString(),
                "tls.key", server.key().toString(),
                "tls.client-auth", "optional",
                "tls.client-ca", authority.certificate().toString(),
                "auth.tokens.a.secret", SECRET,
                "admin.port", "0",
                "admin.tls", "true",
                "admin.operate-token", DO,
                "presence.file", ":memory:",
                "doctor.enabled", "false",
                "targets-default", "false"),
            RealServices.ofThisMachine());
    admin = Administration.start(gateway, InstantSource.system());
  }

  @AfterAll
  static void close() {
    admin.close();
    gateway.close();
  }

  private static String port() {
    return "" + gateway.ports().get(Gateway.TLS).getPort();
  }

  private static String ca(Pki.Pem of) {
    return "--ca=" + of.certificate();
  }

  private int fleet(String... more) {
    String[] all = new String[more.length + 7];
    System.arraycopy(
        new String[] {"fleet", "--clients=3", "--for=3s", "--ramp=0s", "--json", "--port", port()},
        0,
        all,
        0,
        7);
    System.arraycopy(more, 0, all, 7, more.length);
    return cli.run(all);
  }

  /** Says quit once the command has said {@code awaited}, wherever. */
  private InputStream quitAfter(String awaited) {
    return new InputStream() {
      private final InputStream words =
          new ByteArrayInputStream("quit\n".getBytes(StandardCharsets.UTF_8));
      private boolean begun;

      @Override
      public int read() throws IOException {
        long start = System.nanoTime();
        while (!begun && !(cli.out() + cli.err()).contains(awaited)) {
          assertThat(System.nanoTime() - start).as(cli.err()).isLessThan(20_000_000_000L);
          LockSupport.parkNanos(5_000_000);
        }
        begun = true;
        return words.read();
      }
    };
  }

  @Test
  void aFleetLogsInOverTlsWithItsToken() {
    assertThat(fleet(ca(authority), "--token", SECRET)).as(cli.err()).isEqualTo(ExitCode.OK);
    assertThat(cli.out()).contains("\"logins\" : 3");
  }

  @Test
  void aFleetSaysOnceThatItDoesNotTrustTheGateway() {
    assertThat(fleet(ca(stranger), "--token", SECRET)).isEqualTo(ExitCode.FAILED);
    assertThat(cli.err())
        .containsOnlyOnce("heartwire: TLS with 127.0.0.1:" + port() + " failed (")
        .contains("name its authority with --ca")
        .doesNotContain("Exception");
  }

  @Test
  void aClientShowsItsCertificate() {
    int code =
        cli.typing(quitAfter("online: session"))
            .run(
                "connect",
                "localhost:" + port(),
                "--id=dev-1",
                "--token=" + SECRET,
                ca(authority),
                "--cert=" + device.certificate(),
                "--key=" + device.key());
    assertThat(code).as(cli.err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aCertificateIsNoneOfAnotherClient() {
    int code =
        cli.typing(quitAfter("authentication failed"))
            .run(
                "connect",
                "localhost:" + port(),
                "--id=dev-2",
                "--token=" + SECRET,
                ca(authority),
                "--cert=" + device.certificate(),
                "--key=" + device.key());
    assertThat(code).isEqualTo(ExitCode.OK);
    assertThat(cli.out()).doesNotContain("online: session");
  }

  @Test
  void aClientThatDoesNotTrustTheGatewaySaysWhatToDo() {
    int code =
        cli.typing(quitAfter("name its authority with --ca"))
            .run("connect", "localhost:" + port(), ca(stranger));
    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(cli.err()).containsOnlyOnce("heartwire: TLS with localhost:" + port());
  }

  @Test
  void optionsThatMakeNoTlsAreRefusedBeforeAnythingIsDone() {
    assertThat(cli.run("connect", "--cert=" + device.certificate())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--cert needs --key");
    assertThat(cli.run("fleet", "--key=" + device.key())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("--key needs --cert");
    assertThat(cli.run("connect", "--ca=" + folder.resolve("none.crt"))).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("none.crt) cannot be read");
    assertThat(cli.run("connect", "--ca=" + device.key())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("TLS cannot be set up with " + device.key());
  }

  @Test
  void theStatusComesOverTls() {
    String at = "--admin=" + admin.uri();
    assertThat(cli.run("status", at, ca(authority), "--admin-token=" + DO))
        .as(cli.err())
        .isEqualTo(ExitCode.OK);
    assertThat(cli.out()).contains("tls");
    assertThat(cli.run("status", at.replace("https://", ""), ca(authority), "--admin-token=" + DO))
        .as("--ca means https")
        .isEqualTo(ExitCode.OK);
    assertThat(cli.run("status", at, ca(stranger), "--admin-token=" + DO))
        .isEqualTo(ExitCode.NO_GATEWAY);
    assertThat(cli.err()).contains("TLS with " + admin.uri() + " failed");
    assertThat(cli.run("status", at.replace("https", "http"))).isEqualTo(ExitCode.NO_GATEWAY);
    assertThat(cli.err()).contains("does it speak TLS (https://)?");
    assertThat(cli.run("status", at.replace("https", "http"), ca(authority)))
        .isEqualTo(ExitCode.USAGE);
    assertThat(cli.run("status", at, "--ca=" + device.key())).isEqualTo(ExitCode.USAGE);
    assertThat(cli.err()).contains("it must be PEM, with certificates");
  }

  @Test
  void theBundleComesWithTheTokenToo() {
    Path file = folder.resolve("bundle.zip");
    int code =
        cli.run(
            "bundle",
            "--for=1s",
            "--out=" + file,
            "--admin=" + admin.uri(),
            ca(authority),
            "--admin-token=" + DO);
    assertThat(code).as(cli.err()).isEqualTo(ExitCode.OK);
    assertThat(file).isNotEmptyFile();
  }
}
