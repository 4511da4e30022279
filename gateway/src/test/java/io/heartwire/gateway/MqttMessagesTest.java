package io.heartwire.gateway;

import static io.heartwire.gateway.RawMqtt.connect5;
import static io.heartwire.gateway.RawMqtt.packet;
import static io.heartwire.gateway.RawMqtt.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.dispatch.BusyException;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.mail.Letter;
import io.heartwire.gateway.mail.Outcome;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Session;
import io.heartwire.wire.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Messages up and down, wills, sessions that outlast their connection: byte by byte. */
class MqttMessagesTest {
  private static final String ALL = packet(0x82, "0001", text("inbox/#"), "01");
  private static final String ALL_5 = packet(0x82, "0001", "00", text("inbox/#"), "01");

  private static InetSocketAddress door(TestGateway it) {
    return it.gateway.ports().get(MqttDoor.NAME);
  }

  private static RawMqtt online(TestGateway it, String connect) throws IOException {
    RawMqtt client = new RawMqtt(door(it)).send(connect);
    assertThat(client.receive()).startsWith("20");
    return client;
  }

  private static CompletableFuture<Outcome> send(TestGateway it, String id, String body) {
    return it.gateway
        .mail()
        .courier()
        .send(
            new ClientId("dev-1"),
            new Letter(id, "reboot", Bytes.utf8(body), Duration.ofSeconds(5), Duration.ofHours(1)))
        .toCompletableFuture();
  }

  private static List<Event> messages(TestGateway it) {
    return events(it).stream().filter(event -> event.type() == EventType.MESSAGE).toList();
  }

  private static List<Event> events(TestGateway it) {
    return it.gateway.engine().events(0, 1_000);
  }

  @Test
  void aMessageUpIsHandledAndAcknowledged() throws IOException {
    var handled = new ConcurrentLinkedQueue<Message>();
    MessageHandler handler =
        (peer, message) -> {
          handled.add(message);
          if (message.type().equals("busy")) {
            throw new BusyException("no room");
          }
          return message.type().equals("fails")
              ? CompletableFuture.failedFuture(new IllegalStateException("broken"))
              : CompletableFuture.completedFuture(null);
        };
    try (TestGateway it =
            TestGateway.with(Optional.empty(), handler, "dispatch.types.order.tell", "true");
        RawMqtt client = online(it, connect5("dev-1", true, 60, ""))) {
      assertThat(client.send(packet(0x32, text("order"), "0007", "00", "6869")).receive())
          .isEqualTo("40020007");
      assertThat(client.send(packet(0x32, text("order"), "0007", "00", "6869")).receive())
          .isEqualTo("40020007");
      assertThat(messages(it)).as("another message under the same packet identifier").hasSize(2);
      assertThat(client.send(packet(0x32, text("busy"), "0008", "00")).receive())
          .isEqualTo("400400089700");
      assertThat(client.send(packet(0x32, text("fails"), "0009", "00")).receive())
          .isEqualTo("400400098000");
      client.send(packet(0x30, text("a/b"), "00", "01"));
      TestGateway.await("the message of QoS 0", () -> handled.size() == 5);
      assertThat(handled).extracting(Message::type).endsWith("a/b");
      try (RawMqtt three = online(it, RawMqtt.connect("dev-2", true, 60))) {
        assertThat(three.send(packet(0x32, text("fails"), "0009")).receive()).isEqualTo("40020009");
        assertThat(three.send(packet(0x32, text("busy"), "0008")).receive()).isEqualTo("closed");
        it.departure(DisconnectReason.BUSY);
      }
    }
  }

  @Test
  void aMessageDownComesOnItsTopicAndIsDeliveredOnceAcknowledged() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawMqtt client = online(it, RawMqtt.connect("dev-1", true, 60))) {
      CompletableFuture<Outcome> early = send(it, "m1", "1");
      assertThat(client.send("c000").receive()).as("nothing is sent unasked").isEqualTo("d000");
      assertThat(client.send(ALL).receive()).isEqualTo("9003000101");
      assertThat(client.receive()).isEqualTo(packet(0x32, text("inbox/reboot"), "0001", "31"));
      assertThat(early).isNotDone();
      client.send("40020001");
      assertThat(early.join()).isInstanceOf(Outcome.Acked.class);

      CompletableFuture<Outcome> next = send(it, "m2", "2");
      assertThat(client.receive()).isEqualTo(packet(0x32, text("inbox/reboot"), "0002", "32"));
      client.send("40020002");
      assertThat(next.join()).isInstanceOf(Outcome.Acked.class);
    }
  }

  @Test
  void wordsThatAreTooManyForTheClientAreLeftOut() throws IOException {
    String wrong = packet(0x82, "0001", "020b01", text("inbox/#"), "01");
    try (TestGateway it = TestGateway.with();
        RawMqtt small = online(it, connect5("dev-1", true, 60, "2700000040"));
        RawMqtt large = online(it, connect5("dev-2", true, 60, "2700000080"))) {
      assertThat(small.send(wrong).receive()).as("64 bytes").isEqualTo("e002a100");
      assertThat(large.send(wrong).receive())
          .as("128 bytes")
          .contains(text("subscription identifiers are not offered: subscribe without"));
    }
  }

  @Test
  void aSubscriberOfQosZeroHasItOnceItIsWritten() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawMqtt client = online(it, RawMqtt.connect("dev-1", true, 60))) {
      client.send(packet(0x82, "0001", text("inbox/reboot"), "00")).receive();
      CompletableFuture<Outcome> sent = send(it, "m1", "1");
      assertThat(client.receive()).isEqualTo(packet(0x30, text("inbox/reboot"), "31"));
      assertThat(sent.join()).isInstanceOf(Outcome.Acked.class);
    }
  }

  @Test
  void sendsNoMoreAtATimeThanTheClientSays() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawMqtt client = online(it, connect5("dev-1", true, 60, "210001"))) {
      client.send(ALL_5).receive();
      CompletableFuture<Outcome> first = send(it, "m1", "1");
      assertThat(client.receive()).contains(text("inbox/reboot") + "0001").endsWith("31");
      CompletableFuture<Outcome> second = send(it, "m2", "2");
      assertThat(client.send("c000").receive()).isEqualTo("d000");
      client.send("40020001");
      assertThat(first.join()).isInstanceOf(Outcome.Acked.class);
      assertThat(client.receive()).contains(text("inbox/reboot") + "0002").endsWith("32");
      client.send("40020002");
      assertThat(second.join()).isInstanceOf(Outcome.Acked.class);
    }
  }

  @Test
  void aSessionThatOutlastsItsConnectionKeepsItsSubscriptions() throws IOException {
    try (TestGateway it = TestGateway.with()) {
      try (RawMqtt client = online(it, RawMqtt.connect("dev-1", false, 60))) {
        client.send(ALL).receive();
      }
      it.departure(DisconnectReason.FIN);
      CompletableFuture<Outcome> sent = send(it, "m1", "1");
      try (RawMqtt client = new RawMqtt(door(it)).send(RawMqtt.connect("dev-1", false, 60))) {
        assertThat(client.receive()).as("session present").isEqualTo("20020100");
        assertThat(client.receive()).startsWith("32").contains(text("inbox/reboot"));
        client.send("40020001");
        TestGateway.await("the acknowledgement", sent::isDone);
      }
      assertThat(events(it))
          .extracting(Event::type)
          .startsWith(EventType.ONLINE, EventType.RESUMED)
          .doesNotContain(EventType.OFFLINE);
      it.departure(DisconnectReason.FIN);
      try (RawMqtt client = new RawMqtt(door(it)).send(RawMqtt.connect("dev-1", true, 60))) {
        assertThat(client.receive()).as("a clean session").isEqualTo("20020000");
      }
    }
  }

  @Test
  void nobodyGetsTheSessionOfAnotherUser() throws IOException {
    String head = text("MQTT") + "04" + "80" + "003c" + text("dev-1");
    try (TestGateway it = TestGateway.with()) {
      try (RawMqtt ann = online(it, packet(0x10, head, text("ann")))) {
        ann.send(ALL).receive();
      }
      it.departure(DisconnectReason.FIN);
      try (RawMqtt bob = new RawMqtt(door(it)).send(packet(0x10, head, text("bob")))) {
        assertThat(bob.receive()).as("no session present").isEqualTo("20020000");
      }
      assertThat(events(it)).extracting(Event::type).doesNotContain(EventType.RESUMED);
    }
  }

  @Test
  void aSessionThatDoesNotOutlastItsConnectionIsOfflineAtOnce() throws IOException {
    try (TestGateway it = TestGateway.with("presence.grace", "1h")) {
      online(it, RawMqtt.connect("dev-1", true, 60)).close();
      TestGateway.await(
          "the end of the session",
          () -> events(it).stream().anyMatch(event -> event.type() == EventType.OFFLINE));
      try (RawMqtt client =
          new RawMqtt(door(it)).send(connect5("dev-1", false, 60, "11ffffffff"))) {
        assertThat(client.receive())
            .as("as long as the grace")
            .startsWith("20")
            .contains("1100000e10");
      }
    }
  }

  @Test
  void aNewerLoginTakesOver() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawMqtt older = online(it, connect5("dev-1", true, 60, ""))) {
      try (RawMqtt newer = online(it, RawMqtt.connect("dev-1", true, 60))) {
        assertThat(older.receive()).startsWith("e0").matches("e0..8e.*");
        assertThat(older.receive()).isEqualTo("closed");
        try (RawMqtt newest = online(it, RawMqtt.connect("dev-1", true, 60))) {
          assertThat(newer.receive()).isEqualTo("closed");
          assertThat(newest.send("c000").receive()).isEqualTo("d000");
        }
      }
    }
  }

  private static String withWill(String flags, String topic) {
    return packet(
        0x10, text("MQTT"), "04", flags, "0001", text("dev-1"), text(topic), text("gone"));
  }

  @Test
  void aWillIsToldOfAClientThatIsLostAndNotOfOneThatLeaves() throws IOException {
    try (TestGateway it = TestGateway.with()) {
      try (RawMqtt client = online(it, withWill("06", "last/words"))) {
        client.send("e000");
        assertThat(client.receive()).isEqualTo("closed");
      }
      try (RawMqtt client = online(it, withWill("06", "last/words"))) {
        it.departure(DisconnectReason.SILENT);
        assertThat(client.receive()).isEqualTo("closed");
      }
      TestGateway.await("the will", () -> !messages(it).isEmpty());
      assertThat(messages(it))
          .extracting(event -> event.client().orElse("") + " " + event.data())
          .containsExactly("dev-1 {\"type\":\"last/words\",\"body\":\"gone\",\"will\":true}");
    }
  }

  @Test
  void aWillWaitsForAClientThatMayComeBack() throws IOException {
    String delayed =
        packet(
            0x10,
            text("MQTT"),
            "05",
            "04",
            "003c",
            "051100000e10",
            text("dev-1"),
            "051800000001",
            text("last/words"),
            text("gone"));
    try (TestGateway it = TestGateway.with()) {
      online(it, delayed).close();
      it.departure(DisconnectReason.FIN);
      assertThat(messages(it)).isEmpty();
      try (RawMqtt back = online(it, delayed)) {
        assertThat(messages(it)).isEmpty();
        back.send("e00104");
        assertThat(back.receive()).isEqualTo("closed");
      }
      TestGateway.await("the will that it asked for", () -> messages(it).size() == 1);
      online(it, delayed).close();
      TestGateway.await("the will, delayed", () -> messages(it).size() == 2);
    }
  }

  @Test
  void aWillOnItsOwnInboxComesToTheClientThatIsBack() throws IOException {
    try (TestGateway it = TestGateway.with()) {
      online(it, withWill("04", "inbox/lost")).close();
      TestGateway.await("the will", () -> messages(it).size() == 1);
      try (RawMqtt back = online(it, RawMqtt.connect("dev-1", false, 60))) {
        back.send(ALL);
        assertThat(back.receive()).isEqualTo("9003000101");
        assertThat(back.receive()).isEqualTo(packet(0x32, text("inbox/lost"), "0001", "676f6e65"));
      }
    }
  }

  private static Session session(TestGateway it) {
    return it.gateway.sessions().session(new ClientId("dev-1")).orElseThrow();
  }

  @Test
  void whoIsSentElsewhereIsToldWhereAndHasNoWill() throws IOException {
    Disconnect drained = Disconnect.of(DisconnectReason.DRAINED, "the gateway is being drained");
    Farewell elsewhere =
        new Farewell(Optional.of(Duration.ofSeconds(2)), List.of("b:1883", "c:1883"));
    try (TestGateway it = TestGateway.with();
        RawMqtt five = online(it, connect5("dev-1", true, 60, ""))) {
      session(it).connection().close(drained, elsewhere);
      assertThat(five.receive())
          .matches("e0..9c.*")
          .contains("1c" + text("b:1883 c:1883"), "26" + text("retry-after-ms") + text("2000"));
      assertThat(five.receive()).isEqualTo("closed");
      try (RawMqtt three = online(it, withWill("06", "last/words"))) {
        session(it).connection().close(drained, elsewhere);
        assertThat(three.receive()).isEqualTo("closed");
      }
      assertThat(messages(it)).isEmpty();
    }
  }

  @Test
  void whoIsKickedIsToldAndHasItsWill() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawMqtt client = online(it, withWill("06", "last/words"))) {
      session(it)
          .connection()
          .close(Disconnect.of(DisconnectReason.KICKED, "by an operator"), Farewell.NONE);
      assertThat(client.receive()).isEqualTo("closed");
      TestGateway.await("the will", () -> messages(it).size() == 1);
      try (RawMqtt five = online(it, connect5("dev-1", true, 60, ""))) {
        session(it)
            .connection()
            .close(Disconnect.of(DisconnectReason.KICKED, "by an operator"), Farewell.NONE);
        assertThat(five.receive()).matches("e0..98.*");
      }
    }
  }

  @Test
  void whoComesWhenTooManyLogInIsToldToComeLater() throws IOException {
    try (TestGateway it =
            TestGateway.with(
                Optional.of(login -> new CompletableFuture<>()),
                MessageHandler.NONE,
                "login.in-flight-max",
                "1");
        RawMqtt first = new RawMqtt(door(it)).send(connect5("dev-1", true, 60, ""));
        RawMqtt five = new RawMqtt(door(it));
        RawMqtt three = new RawMqtt(door(it))) {
      TestGateway.await("the login that never ends", () -> it.gateway.gate().inFlight() == 1);
      assertThat(five.send(connect5("dev-2", true, 60, "")).receive())
          .matches("20..0089.*")
          .contains(text("retry-after-ms"));
      assertThat(three.send(RawMqtt.connect("dev-3", true, 60)).receive()).isEqualTo("20020003");
      assertThat(three.receive()).isEqualTo("closed");
      first.send("e000");
    }
  }

  @Test
  void whatComesBeforeTheAnswerIsTakenAfterIt() throws IOException {
    try (TestGateway it = TestGateway.with("dispatch.types.order.tell", "true");
        RawMqtt client = new RawMqtt(door(it))) {
      client.send(
          RawMqtt.connect("dev-1", true, 60) + packet(0x32, text("order"), "0001") + "c000");
      assertThat(client.receive()).isEqualTo("20020000");
      List<String> both = List.of(client.receive(), client.receive());
      assertThat(both).containsExactlyInAnyOrder("40020001", "d000");
    }
  }
}
