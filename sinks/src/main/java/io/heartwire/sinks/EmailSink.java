package io.heartwire.sinks;

import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.event.Alert;
import io.heartwire.gateway.event.EventSink;
import io.heartwire.gateway.event.EventText;
import io.heartwire.gateway.event.SinkException;
import io.heartwire.gateway.event.SinkException.Fault;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each alert as an e-mail, and its end as an answer to it. The {@code Message-ID} is the same
 * however often an alert is told, so that many mailboxes show it once. One connection a letter.
 */
final class EmailSink implements EventSink {
  private static final Logger LOG = LoggerFactory.getLogger(EmailSink.class);

  private final Server server;
  private final Letterhead letterhead;
  private final EventText text;
  private final Session session;

  EmailSink(Server server, Letterhead letterhead, EventText text) {
    this.server = server;
    this.letterhead = letterhead;
    this.text = text;
    this.session = Session.getInstance(server.settings());
  }

  /**
   * Who sends the letters.
   *
   * @param user empty: there is no login
   * @param password of the user
   * @param settings of Jakarta Mail
   */
  record Server(String host, int port, String user, String password, Properties settings) {
    /** Without what is secret. */
    @Override
    public String toString() {
      return "mail server " + host + ":" + port;
    }
  }

  /** What stands on every letter. */
  record Letterhead(InternetAddress from, List<InternetAddress> to) {
    Letterhead {
      to = List.copyOf(to);
    }
  }

  @Override
  public void deliver(List<Event> events) throws SinkException {
    for (Event event : events) {
      Optional<Alert> alert = text.alert(event);
      if (alert.isPresent()) {
        send(alert.get());
      }
    }
  }

  private void send(Alert alert) throws SinkException {
    try {
      Transport transport = session.getTransport("smtp");
      try {
        send(letter(alert), transport);
      } finally {
        hangUp(transport);
      }
    } catch (SendFailedException e) {
      Address[] told = e.getValidSentAddresses();
      if (told == null || told.length == 0) {
        throw failure(e);
      }
      LOG.warn(
          "alert {} was sent to {} of {} addresses, not to {}: {}",
          alert.key(),
          told.length,
          letterhead.to().size(),
          Arrays.toString(e.getInvalidAddresses()),
          e.getMessage());
    } catch (MessagingException e) {
      throw failure(e);
    }
  }

  private void send(MimeMessage letter, Transport transport) throws MessagingException {
    if (server.user().isEmpty()) {
      transport.connect(server.host(), server.port(), null, null);
    } else {
      transport.connect(server.host(), server.port(), server.user(), server.password());
    }
    transport.sendMessage(letter, letter.getAllRecipients());
  }

  private static void hangUp(Transport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      // The server has answered before: a letter that it took must not be sent again for this.
    }
  }

  private MimeMessage letter(Alert alert) throws MessagingException {
    MimeMessage letter = new Letter(session, "<" + alert.fingerprint() + "@heartwire>");
    letter.setFrom(letterhead.from());
    letter.setRecipients(Message.RecipientType.TO, letterhead.to().toArray(Address[]::new));
    letter.setSubject("[Heartwire] " + alert.value("title"), StandardCharsets.UTF_8.name());
    letter.setSentDate(Date.from(alert.at()));
    letter.setText(body(alert), StandardCharsets.UTF_8.name());
    letter.setHeader("Auto-Submitted", "auto-generated");
    // Those of one incident make one conversation, whichever of them was lost.
    letter.setHeader("References", "<" + thread(alert) + "@heartwire>");
    letter.setHeader("In-Reply-To", "<" + thread(alert) + "@heartwire>");
    letter.saveChanges();
    return letter;
  }

  private static String thread(Alert alert) {
    return (alert.value("node") + "." + alert.key()).replaceAll("[^A-Za-z0-9.\\-]", "-");
  }

  private static String body(Alert alert) {
    var body = new StringBuilder();
    body.append(alert.value("verdict")).append("\r\n\r\n");
    line(body, "What to do:  ", alert.value("advice"));
    line(body, "Look further:", alert.value("command"));
    line(
        body,
        "Cause:       ",
        alert.value("cause") + " (confidence " + alert.value("confidence") + ")");
    line(body, "What is seen:", alert.value("detail"));
    if (!alert.isTarget()) {
      String left = alert.value("victims") + " of " + alert.value("attached") + " left, ";
      line(body, "Clients:     ", left + alert.value("suspects") + " do not answer");
    }
    line(body, "Incident:    ", alert.value("incident") + " on " + alert.value("node"));
    line(body, "Since:       ", alert.value("since"));
    line(body, "Until:       ", alert.value("until"));
    return body.toString();
  }

  private static void line(StringBuilder body, String name, String value) {
    if (!value.isEmpty()) {
      body.append(name).append(' ').append(value).append("\r\n");
    }
  }

  private SinkException failure(MessagingException e) {
    String why = server + " did not take an alert: " + String.valueOf(e.getMessage()).strip();
    if (e instanceof AuthenticationFailedException) {
      return new SinkException(Fault.ADDRESS, why + ": correct user and secret");
    }
    int code = code(e);
    if (code == 552 || code == 554) {
      return new SinkException(Fault.EVENTS, why + ": it does not take what it was sent");
    }
    if (code / 100 == 5) {
      return new SinkException(Fault.ADDRESS, why + ": correct from, to, user and secret");
    }
    return new SinkException(why + ": look at the server", e);
  }

  /** What the server answered; 0 if it did not come to that. */
  private static int code(MessagingException e) {
    Exception cause = e;
    while (cause != null) {
      if (cause instanceof SMTPAddressFailedException refused) {
        return refused.getReturnCode();
      }
      if (cause instanceof SMTPSenderFailedException refused) {
        return refused.getReturnCode();
      }
      if (cause instanceof SMTPSendFailedException refused && refused.getReturnCode() / 100 == 5) {
        return refused.getReturnCode();
      }
      cause = cause instanceof MessagingException outer ? outer.getNextException() : null;
    }
    return 0;
  }

  @Override
  public void close() {
    // Each letter has closed its connection.
  }

  /** Keeps the id that it was given. */
  private static final class Letter extends MimeMessage {
    private final String id;

    Letter(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
