package io.heartwire.sinks;

import io.heartwire.gateway.config.SinkConfig;
import io.heartwire.gateway.event.EventSink;
import io.heartwire.gateway.event.EventSinkFactory;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** {@code sinks.<name>.type: email}. */
public final class EmailSinkFactory implements EventSinkFactory {
  private static final int SUBMISSION_PORT = 587;
  private static final int SUBMISSIONS_PORT = 465;
  private static final String STARTTLS_REQUIRED = "mail.smtp.starttls.required";

  /** Made by {@code ServiceLoader}. */
  public EmailSinkFactory() {}

  @Override
  public String type() {
    return "email";
  }

  @Override
  public boolean alerts(SinkConfig config) {
    return true;
  }

  @Override
  public EventSink make(Order order) {
    SinkConfig config = order.config();
    URI server = server(order);
    return new EmailSink(
        new EmailSink.Server(
            server.getHost(),
            port(server),
            config.user(),
            config.secret(),
            settings(order, server)),
        new EmailSink.Letterhead(
            addresses(order, "from", config.from()).get(0), addresses(order, "to", config.to())),
        order.text());
  }

  private static URI server(Order order) {
    String url = order.config().url();
    try {
      URI server = new URI(url);
      if (server.getHost() != null && String.valueOf(server.getScheme()).matches("smtps?")) {
        return server;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        order.key("url")
            + " ("
            + url.replaceAll("//[^@/]*@", "//***@")
            + ") must be an smtp or smtps URL: write it as smtp://mail.example.org:587");
  }

  private static int port(URI server) {
    int usual = "smtps".equals(server.getScheme()) ? SUBMISSIONS_PORT : SUBMISSION_PORT;
    return server.getPort() < 0 ? usual : server.getPort();
  }

  private static List<InternetAddress> addresses(Order order, String word, String said) {
    try {
      InternetAddress[] addresses = InternetAddress.parse(said, true);
      for (InternetAddress address : addresses) {
        address.validate();
      }
      if (addresses.length > 0) {
        return List.of(addresses);
      }
    } catch (AddressException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        order.key(word) + " (" + said + ") is no address: write it as ops@example.org");
  }

  private static Properties settings(Order order, URI server) {
    SinkConfig config = order.config();
    String timeoutMs = Long.toString(config.timeout().toMillis());
    var settings = new Properties();
    boolean tls = "smtps".equals(server.getScheme());
    settings.setProperty("mail.smtp.ssl.enable", Boolean.toString(tls));
    settings.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    settings.setProperty("mail.smtp.starttls.enable", Boolean.toString(!tls));
    settings.setProperty(STARTTLS_REQUIRED, Boolean.toString(!tls));
    settings.setProperty("mail.smtp.auth", Boolean.toString(!config.user().isEmpty()));
    settings.setProperty("mail.smtp.connectiontimeout", timeoutMs);
    settings.setProperty("mail.smtp.timeout", timeoutMs);
    settings.setProperty("mail.smtp.writetimeout", timeoutMs);
    // One address that is gone must not keep the others from being told.
    settings.setProperty("mail.smtp.sendpartial", "true");
    config
        .extras()
        .forEach(
            (name, value) -> {
              if (!name.startsWith("mail.smtp.")) {
                throw new IllegalArgumentException(
                    order.key("properties")
                        + " sets "
                        + name
                        + ", which is no setting of SMTP: they begin with mail.smtp.");
              }
              settings.setProperty(name, value);
            });
    boolean clear = !tls && !settings.getProperty(STARTTLS_REQUIRED, "").equals("true");
    if (clear && !config.user().isEmpty()) {
      throw new IllegalArgumentException(
          order.key("properties")
              + " sets "
              + STARTTLS_REQUIRED
              + "=false, and the password would be sent in clear: leave that out, or user and"
              + " secret");
    }
    return settings;
  }

  @Override
  public Optional<String> host(SinkConfig config) {
    URI server = URI.create(config.url());
    return Optional.of(server.getHost() + ":" + port(server));
  }
}
