package io.heartwire.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.event.SinkTypes;
import jakarta.mail.internet.MimeMessage;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts by e-mail, to a real mail server of this test's own. */
class EmailSinkTest {
  private static final String DATA =
      "{\"incident\":\"inc-1\",\"since\":\"2026-11-27T03:17:36Z\",\"attached\":2000,"
          + "\"victims\":1004,\"suspects\":3,\"cause\":\"slow-handler\",\"confidence\":0.95,"
          + "\"verdict\":\"blocked by \\u00fcber\\r\\nBcc: all@example.org\","
          + "\"advice\":\"move it off the loop\"}";

  private GreenMail mail;
  private int port;

  @BeforeEach
  void start() {
    mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort());
    mail.start();
    port = mail.getSmtp().getPort();
  }

  @AfterEach
  void stop() {
    mail.stop();
  }

  private Gateway gateway(String... more) {
    String[] settings = {
      "doctor.enabled", "false",
      "targets-default", "false",
      "sinks.out.type", "email",
      "sinks.out.url", "smtp://127.0.0.1:" + port,
      "sinks.out.from", "gateway@example.org",
      "sinks.out.to", "ann@example.org, bob@example.org"
    };
    String[] all = Arrays.copyOf(settings, settings.length + more.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return Told.gateway(all);
  }

  private static void happen(Gateway gateway, EventType type) {
    gateway
        .engine()
        .record(new Notice(type, Optional.empty(), Optional.empty(), 0, DATA))
        .toCompletableFuture()
        .join();
  }

  private static MimeMessage letter(MimeMessage[] letters, String state) throws Exception {
    for (MimeMessage letter : letters) {
      if (letter.getSubject().startsWith("[Heartwire] " + state + " inc-1 on ")) {
        return letter;
      }
    }
    throw new AssertionError("none of " + letters.length + " letters says " + state);
  }

  private static String header(MimeMessage letter, String name) throws Exception {
    return String.join(" ", letter.getHeader(name));
  }

  @Test
  void anIncidentIsALetterToEachAndItsEndAnotherOfTheSameConversation() throws Exception {
    String plain = "mail.smtp.starttls.enable=false\nmail.smtp.starttls.required=false";
    try (Gateway gateway = gateway("sinks.out.properties", plain)) {
      Told.happen(gateway, 2);
      happen(gateway, EventType.INCIDENT_OPENED);
      happen(gateway, EventType.INCIDENT_CLOSED);
      Told.await("all of it", () -> Told.state(gateway).behind() == 0);

      MimeMessage[] letters = mail.getReceivedMessages();
      assertThat(letters).hasSize(4);
      MimeMessage open = letter(letters, "OPEN");
      MimeMessage over = letter(letters, "RESOLVED");
      assertThat(open.getContent().toString())
          .startsWith("blocked by \u00fcber Bcc: all@example.org\r\n")
          .contains("move it off the loop", "1004 of 2000 left", "2026-11-27T03:17:36Z");
      assertThat(open.getHeader("Bcc")).isNull();
      assertThat(header(open, "Message-ID")).endsWith(".inc-1.open@heartwire>");
      assertThat(header(over, "References")).isEqualTo(header(open, "References"));
      assertThat(header(over, "Message-ID")).endsWith(".inc-1.resolved@heartwire>");
    }
  }

  @Test
  void aServerWithoutTlsIsToldNothingUnlessThatIsWished() {
    try (Gateway gateway = gateway()) {
      happen(gateway, EventType.INCIDENT_OPENED);
      Told.await("its answer", () -> Told.state(gateway).problem().isPresent());
      assertThat(Told.state(gateway).problem().orElseThrow()).contains("STARTTLS");
      assertThat(mail.getReceivedMessages()).isEmpty();
    }
  }

  @Test
  void aServerThatComesLaterIsToldThen() {
    String plain = "mail.smtp.starttls.enable=false\nmail.smtp.starttls.required=false";
    mail.stop();
    try (Gateway gateway = gateway("sinks.out.properties", plain)) {
      happen(gateway, EventType.INCIDENT_OPENED);
      Told.await("a failure", () -> Told.state(gateway).failures() >= 1);
      mail = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
      mail.start();
      Told.await("all of it", () -> Told.state(gateway).behind() == 0);
      assertThat(mail.getReceivedMessages()).hasSize(2);
    }
  }

  @Test
  void saysWhatIsWrongWithTheConfiguration() {
    assertThatThrownBy(
            () ->
                SinkTypes.found()
                    .check(
                        GatewayConfig.of(
                                "sinks.a.type", "email",
                                "sinks.a.url", "mail.example.org",
                                "sinks.b.type", "email",
                                "sinks.b.url", "smtp://mail.example.org",
                                "sinks.b.from", "gateway@example.org",
                                "sinks.b.to", "ann at example",
                                "sinks.c.type", "email",
                                "sinks.c.url", "smtp://mail.example.org",
                                "sinks.c.from", "gateway@example.org",
                                "sinks.c.to", "ann@example.org",
                                "sinks.c.user", "gw",
                                "sinks.c.secret", "hush-hush",
                                "sinks.c.properties", "mail.smtp.starttls.required=false",
                                "sinks.d.type", "email",
                                "sinks.d.url", "smtps://mail.example.org",
                                "sinks.d.from", "gateway@example.org",
                                "sinks.d.to", "ann@example.org",
                                "sinks.d.properties", "starttls=no")
                            .sinks()))
        .hasMessageContainingAll(
            "sinks.a.url (mail.example.org) must be an smtp or smtps URL",
            "sinks.b.to (ann at example) is no address",
            "sinks.c.properties sets mail.smtp.starttls.required=false, and the password",
            "sinks.d.properties sets starttls, which is no setting of SMTP")
        .hasMessageNotContaining("hush-hush");
  }
}
