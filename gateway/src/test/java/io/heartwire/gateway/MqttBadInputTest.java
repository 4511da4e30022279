package io.heartwire.gateway;

import static io.heartwire.gateway.RawMqtt.packet;
import static io.heartwire.gateway.RawMqtt.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the standards call malformed, or we do not offer, gets the answer that they prescribe. */
class MqttBadInputTest {
  private static final String V3 = "20020000";
  private static final String CLOSED = "closed";

  private static TestGateway it;

  @BeforeAll
  static void open() {
    it = TestGateway.with("listeners.mqtt.max-packet", "20KiB");
  }

  @AfterAll
  static void close() {
    it.close();
  }

  private static InetSocketAddress door() {
    return it.gateway.ports().get(MqttDoor.NAME);
  }

  private static Arguments bad(String name, String hex, String answer, DisconnectReason reason) {
    return Arguments.of(name, hex, answer, reason);
  }

  private static String connect(String level, String flags, String rest) {
    return packet(0x10, text("MQTT"), level, flags, "003c", rest);
  }

  /** First packets. The answer is the start of a CONNACK, or nothing. */
  static Stream<Arguments> first() {
    return Stream.of(firstOfAnyKind(), connects(), wills(), properties()).flatMap(all -> all);
  }

  private static Stream<Arguments> firstOfAnyKind() {
    DisconnectReason malformed = DisconnectReason.MALFORMED_FRAME;
    return Stream.of(
        bad("PINGREQ first", "c000", CLOSED, DisconnectReason.NOT_LOGGED_IN),
        bad("PUBLISH first", packet(0x30, text("a")), CLOSED, DisconnectReason.NOT_LOGGED_IN),
        bad("type 0", "0000", CLOSED, DisconnectReason.NOT_LOGGED_IN),
        bad("a length of five bytes", "10ffffffff01", CLOSED, malformed),
        bad("our own frames", "00000010", CLOSED, DisconnectReason.NOT_LOGGED_IN),
        bad("HTTP", "474554202f20485454502f312e310d0a", CLOSED, DisconnectReason.NOT_LOGGED_IN),
        bad("too large", "10808002", CLOSED, DisconnectReason.FRAME_TOO_LARGE),
        bad(
            "3.1",
            packet(0x10, text("MQIsdp"), "03", "02", "003c", text("d")),
            "20020001",
            DisconnectReason.UNSUPPORTED_VERSION),
        bad(
            "level 6",
            connect("06", "02", text("d")),
            "20020001",
            DisconnectReason.UNSUPPORTED_VERSION));
  }

  private static Stream<Arguments> connects() {
    DisconnectReason malformed = DisconnectReason.MALFORMED_FRAME;
    DisconnectReason id = DisconnectReason.BAD_CLIENT_ID;
    String v5 = "05";
    return Stream.of(
        bad("a reserved flag, 3.1.1", connect("04", "03", text("d")), CLOSED, malformed),
        bad("a reserved flag, 5", connect(v5, "03", "00" + text("d")), "20..0081", malformed),
        bad("a will's QoS without a will", connect("04", "0a", text("d")), CLOSED, malformed),
        bad(
            "a will of QoS 3",
            connect(v5, "1e", "00" + text("d") + "00" + text("t") + text("b")),
            "20..0081",
            malformed),
        bad(
            "a password alone, 3.1.1",
            connect("04", "42", text("d") + text("p")),
            CLOSED,
            malformed),
        bad("no id, session kept", connect("04", "00", text("")), "20020002", id),
        bad("an id with a blank", connect("04", "02", text("a b")), "20020002", id),
        bad("an id with a blank, 5", connect(v5, "02", "00" + text("a b")), "20..0085", id),
        bad("an id of 129", connect("04", "02", text("a".repeat(129))), "20020002", id),
        bad("invalid UTF-8", connect("04", "02", "0002c328"), CLOSED, malformed),
        bad("a surrogate", connect("04", "02", "0003eda080"), CLOSED, malformed),
        bad("U+0000", connect("04", "02", "00026100"), CLOSED, malformed),
        bad("bytes after the end", connect("04", "02", text("d") + "00"), CLOSED, malformed),
        bad(
            "enhanced authentication",
            connect(v5, "02", "0415000173" + text("d")),
            "20..008c",
            malformed),
        bad("receive maximum 0", connect(v5, "02", "03210000" + text("d")), "20..0082", malformed),
        bad("packet size 0", connect(v5, "02", "052700000000" + text("d")), "20..0082", malformed),
        // No word for people either, which would be too much for it.
        bad(
            "packet size 63",
            connect(v5, "02", "05270000003f" + text("d")),
            "2003008300",
            malformed),
        bad(
            "a property of no packet",
            connect(v5, "02", "027f01" + text("d")),
            "20..0081",
            malformed));
  }

  private static Stream<Arguments> wills() {
    DisconnectReason malformed = DisconnectReason.MALFORMED_FRAME;
    String v5 = "05";
    return Stream.of(
        bad(
            "a retained will, 5",
            connect(v5, "26", "00" + text("d") + "00" + text("t") + text("b")),
            "20..009a",
            malformed),
        bad(
            "a will of QoS 2, 5",
            connect(v5, "16", "00" + text("d") + "00" + text("t") + text("b")),
            "20..009b",
            malformed),
        bad(
            "a will on $SYS, 5",
            connect(v5, "06", "00" + text("d") + "00" + text("$SYS") + text("b")),
            "20..0090",
            malformed),
        bad(
            "a will with a wildcard",
            connect("04", "06", text("d") + text("a/#") + text("b")),
            "20020005",
            malformed));
  }

  private static Stream<Arguments> properties() {
    DisconnectReason malformed = DisconnectReason.MALFORMED_FRAME;
    String v5 = "05";
    return Stream.of(
        bad(
            "a property of PUBLISH",
            connect(v5, "02", "03230001" + text("d")),
            "20..0081",
            malformed),
        bad(
            "a property twice",
            connect(v5, "02", "06210001210001" + text("d")),
            "20..0082",
            malformed),
        bad(
            "properties beyond their length",
            connect(v5, "02", "02210001" + text("d")),
            "20..0081",
            malformed),
        bad(
            "request problem information 2",
            connect(v5, "02", "021702" + text("d")),
            "20..0082",
            malformed),
        bad(
            "a will with a property of CONNECT",
            connect(v5, "06", "00" + text("d") + "03210001" + text("t") + text("b")),
            "20..0081",
            malformed),
        bad(
            "a will with a property twice",
            connect(v5, "06", "00" + text("d") + "0401000100" + text("t") + text("b")),
            "20..0082",
            malformed));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("first")
  void answersAFirstPacketAsPrescribed(
      String name, String hex, String answer, DisconnectReason reason) throws IOException {
    long before = it.count(reason);
    try (RawMqtt client = new RawMqtt(door()).send(hex)) {
      String first = client.receive();
      assertThat(first).matches(answer + ".*");
      if (!first.equals(CLOSED)) {
        assertThat(client.receive()).isEqualTo(CLOSED);
      }
    }
    TestGateway.await(name + " to be counted", () -> it.count(reason) == before + 1);
  }

  /** Packets of a client that is logged in; the answer is what MQTT 5 is told, 3.1.1 is closed. */
  static Stream<Arguments> later() {
    String publish = text("a");
    return Stream.of(
        Arguments.of("a second CONNECT", connect("05", "02", "00" + text("d")), "82"),
        Arguments.of("CONNACK of a client", "2003000000", "82"),
        Arguments.of("PINGRESP of a client", "d000", "82"),
        Arguments.of("PUBREL", "62020001", "82"),
        Arguments.of("AUTH", "f000", "82"),
        Arguments.of("PINGREQ with a payload", "c00100", "81"),
        Arguments.of("PINGREQ with flags", "c100", "81"),
        Arguments.of("QoS 3", packet(0x36, publish, "0001", "00"), "81"),
        Arguments.of("QoS 2", packet(0x34, publish, "0001", "00"), "9b"),
        Arguments.of("again, of QoS 0", packet(0x38, publish, "00"), "81"),
        Arguments.of("packet identifier 0", packet(0x32, publish, "0000", "00"), "81"),
        Arguments.of("retained", packet(0x31, publish, "00"), "9a"),
        Arguments.of("an alias", packet(0x30, text(""), "03230001"), "94"),
        Arguments.of("no topic", packet(0x30, text(""), "00"), "82"),
        Arguments.of("a topic of a wildcard", packet(0x30, text("a/#"), "00"), "81"),
        Arguments.of("a topic of $", packet(0x30, text("$SYS/a"), "00"), "90"),
        Arguments.of("a long topic", packet(0x30, text("a".repeat(257)), "00"), "90"),
        Arguments.of("SUBSCRIBE of nothing", packet(0x82, "0001", "00"), "82"),
        Arguments.of(
            "SUBSCRIBE with wrong flags", packet(0x80, "0001", "00", text("inbox/#"), "01"), "81"),
        Arguments.of("SUBSCRIBE of QoS 3", packet(0x82, "0001", "00", text("inbox/#"), "03"), "81"),
        Arguments.of("a filter that is none", packet(0x82, "0001", "00", text("a#"), "01"), "81"),
        Arguments.of(
            "a subscription identifier",
            packet(0x82, "0001", "020b01", text("inbox/#"), "01"),
            "a1"),
        Arguments.of("UNSUBSCRIBE of nothing", packet(0xa2, "0001", "00"), "82"),
        Arguments.of("expiry on leaving, none before", packet(0xe0, "00", "051100000001"), "82"),
        Arguments.of("a property of CONNECT", packet(0x30, publish, "051100000001"), "81"),
        Arguments.of("a property twice", packet(0x30, publish, "080300016103000161"), "82"),
        Arguments.of("a property beyond its length", packet(0x30, publish, "0103000161"), "81"),
        Arguments.of("PUBACK with one of CONNECT", packet(0x40, "0001", "00", "03210001"), "81"),
        Arguments.of("DISCONNECT with one of CONNECT", packet(0xe0, "00", "03210001"), "81"),
        Arguments.of("UNSUBSCRIBE of an expiry", packet(0xa2, "0001", "0511000000", "01"), "81"),
        Arguments.of(
            "SUBSCRIBE with reserved bits",
            packet(0x82, "0001", "00", text("inbox/#"), "41"),
            "81"),
        Arguments.of("retain handling 3", packet(0x82, "0001", "00", text("inbox/#"), "31"), "82"),
        Arguments.of("too large", "30818002", "95"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("later")
  void tellsAClientOfFiveWhy(String name, String hex, String code) throws IOException {
    try (RawMqtt client = new RawMqtt(door()).send(connect("05", "02", "00" + text("five")))) {
      assertThat(client.receive()).startsWith("20");
      client.send(hex);
      assertThat(client.receive()).matches("e0.." + code + ".*");
      assertThat(client.receive()).isEqualTo(CLOSED);
    }
  }

  /** The same for MQTT 3.1.1, whose packets have no properties. */
  static Stream<Arguments> laterOfThree() {
    return Stream.of(
        Arguments.of("a second CONNECT", connect("04", "02", text("d"))),
        Arguments.of("AUTH", "f000"),
        Arguments.of("QoS 2", packet(0x34, text("a"), "0001")),
        Arguments.of("no topic", packet(0x30, text(""))),
        Arguments.of("SUBSCRIBE of nothing", packet(0x82, "0001")),
        Arguments.of("reserved bits", packet(0x82, "0001", text("inbox/#"), "05")),
        Arguments.of("a filter that is none", packet(0x82, "0001", text("#/a"), "01")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("laterOfThree")
  void closesAClientOfThreeWithoutAWord(String name, String hex) throws IOException {
    try (RawMqtt client = new RawMqtt(door()).send(connect("04", "02", text("three")))) {
      assertThat(client.receive()).isEqualTo(V3);
      client.send(hex);
      assertThat(client.receive()).isEqualTo(CLOSED);
    }
  }

  @Test
  void whatIsRefusedByTheFilterLeavesTheRest() throws IOException {
    String wishes =
        packet(
            0x82,
            "0007",
            "00",
            text("#") + "01",
            text("inbox/#") + "02",
            text("$share/g/inbox/#") + "01",
            text("clients/other/#") + "00");
    try (RawMqtt client = new RawMqtt(door()).send(connect("05", "02", "00" + text("five")))) {
      assertThat(client.receive()).startsWith("20");
      assertThat(client.send(wishes).receive()).isEqualTo("9007000700" + "8f019e8f");
      assertThat(client.send(packet(0xa2, "0008", "00", text("inbox/#"), text("x"))).receive())
          .isEqualTo("b0050008000011");
    }
    try (RawMqtt client = new RawMqtt(door()).send(connect("04", "02", text("three")))) {
      assertThat(client.receive()).isEqualTo(V3);
      assertThat(
              client.send(packet(0x82, "0007", text("#"), "01", text("inbox/a"), "00")).receive())
          .isEqualTo("900400078000");
      assertThat(client.send(packet(0xa2, "0008", text("x"))).receive()).isEqualTo("b0020008");
    }
  }
}
