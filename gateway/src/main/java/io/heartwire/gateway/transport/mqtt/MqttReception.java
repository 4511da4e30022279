package io.heartwire.gateway.transport.mqtt;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.mqtt.ConnectRequest;
import io.heartwire.gateway.mqtt.Objection;
import io.heartwire.gateway.mqtt.ReasonCode;
import io.heartwire.gateway.mqtt.Topics;
import io.heartwire.gateway.mqtt.Will;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Tags;
import io.heartwire.gateway.transport.Lobby;
import io.heartwire.gateway.transport.Reception;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttProperties;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Judges the form of a CONNECT, and reads what it says. */
final class MqttReception {
  private static final int FIVE = 5;
  private static final int FOUR = 4;
  private static final int EXACTLY_ONCE = 2;
  private static final int MAX_RECEIVE = 65_535;
  private static final String TAG = "tag";
  private static final String VERSION = "version";

  private final MqttConnectVariableHeader header;
  private final MqttConnectMessage connect;
  private final MqttProps properties;
  private final boolean isFive;

  /** Of a CONNECT that could be decoded. */
  MqttReception(MqttConnectMessage connect) {
    this.connect = connect;
    this.header = connect.variableHeader();
    this.isFive = header.version() == FIVE;
    this.properties = new MqttProps(header.properties());
  }

  /** Why it cannot be a login here; empty if it can. */
  Optional<Objection> objection() {
    if (header.version() != FIVE && header.version() != FOUR) {
      return Optional.of(
          new Objection(
              ReasonCode.UNSUPPORTED_VERSION,
              Disconnect.of(
                  DisconnectReason.UNSUPPORTED_VERSION,
                  "MQTT level " + header.version() + ", spoken here are 4 (3.1.1) and 5")));
    }
    return flags().or(this::clientId).or(this::properties).or(this::will).or(this::texts);
  }

  private Optional<Objection> flags() {
    boolean strayWill = !header.isWillFlag() && (header.willQos() != 0 || header.isWillRetain());
    if (strayWill || header.willQos() > EXACTLY_ONCE) {
      return objection(
          ReasonCode.MALFORMED_PACKET, "the flags of the will contradict each other: correct them");
    }
    if (!isFive && header.hasPassword() && !header.hasUserName()) {
      return objection(
          ReasonCode.MALFORMED_PACKET, "a password came without a user name: send both");
    }
    return Optional.empty();
  }

  private Optional<Objection> clientId() {
    String id = connect.payload().clientIdentifier();
    if (id.isEmpty() && (isFive || header.isCleanSession())) {
      return Optional.empty();
    }
    String problem =
        id.isEmpty()
            ? "no client id, but a session to be kept: name one, or ask for a clean session"
            : ClientId.problemWith(id);
    return problem.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Objection(
                ReasonCode.CLIENT_ID_NOT_VALID,
                Disconnect.of(DisconnectReason.BAD_CLIENT_ID, problem)));
  }

  private Optional<Objection> properties() {
    if (properties.text(MqttProperties.AUTHENTICATION_METHOD).isPresent()) {
      return objection(
          ReasonCode.BAD_AUTHENTICATION_METHOD,
          "enhanced authentication is not offered: send user name and password");
    }
    if (properties.number(MqttProperties.RECEIVE_MAXIMUM, MAX_RECEIVE) == 0
        || properties.number(MqttProperties.MAXIMUM_PACKET_SIZE, 1) == 0) {
      return objection(
          ReasonCode.PROTOCOL_ERROR, "receive maximum and packet size are 1 at least: raise them");
    }
    if (maxPacketBytes() < MqttTerms.MOST_BYTES) {
      return objection(
          ReasonCode.IMPLEMENTATION_SPECIFIC,
          "its terms have up to "
              + MqttTerms.MOST_BYTES
              + " bytes, and the client takes packets of "
              + maxPacketBytes()
              + ": raise its maximum packet size");
    }
    return Optional.empty();
  }

  /** The largest packet that the client takes. */
  long maxPacketBytes() {
    return properties.number(MqttProperties.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE);
  }

  private Optional<Objection> will() {
    if (!header.isWillFlag()) {
      return Optional.empty();
    }
    if (isFive && header.isWillRetain()) {
      return objection(
          ReasonCode.RETAIN_NOT_SUPPORTED, "nothing is retained here: ask for a will without it");
    }
    if (isFive && header.willQos() == EXACTLY_ONCE) {
      return objection(
          ReasonCode.QOS_NOT_SUPPORTED, "the greatest QoS is 1: ask for no more for the will");
    }
    String topic = connect.payload().willTopic();
    String problem =
        topic.indexOf('#') >= 0 || topic.indexOf('+') >= 0
            ? "a will has a topic with a wildcard: name one without"
            : Topics.problemWith(topic);
    return problem.isEmpty()
        ? Optional.empty()
        : objection(ReasonCode.TOPIC_NAME_INVALID, "the will: " + problem);
  }

  private Optional<Objection> texts() {
    if (bytes(user()) > Frame.Hello.MAX_USER_BYTES
        || bytes(credential()) > Frame.Hello.MAX_CREDENTIAL_BYTES
        || bytes(version()) > Frame.Hello.MAX_VERSION_BYTES) {
      return objection(
          ReasonCode.BAD_CREDENTIAL,
          "user name, password and version have at most "
              + Frame.Hello.MAX_USER_BYTES
              + ", "
              + Frame.Hello.MAX_CREDENTIAL_BYTES
              + " and "
              + Frame.Hello.MAX_VERSION_BYTES
              + " bytes: shorten them");
    }
    List<String> tags = properties.pairs(TAG);
    boolean odd =
        tags.stream().anyMatch(it -> it.isEmpty() || bytes(it) > Frame.Hello.MAX_TAG_BYTES);
    if (odd || tags.size() > Frame.Hello.MAX_TAGS) {
      return objection(
          ReasonCode.QUOTA_EXCEEDED,
          "at most "
              + Frame.Hello.MAX_TAGS
              + " tags of 1 to "
              + Frame.Hello.MAX_TAG_BYTES
              + " bytes are taken: leave some out");
    }
    List<String> all = new ArrayList<>(tags);
    all.add(version());
    Optional<Disconnect> control = Reception.controlCharacter("user", user());
    for (String text : all) {
      control = control.or(() -> Reception.controlCharacter("tag or version", text));
    }
    return control.map(it -> new Objection(ReasonCode.BAD_CREDENTIAL, it));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static Optional<Objection> objection(ReasonCode code, String detail) {
    return Optional.of(Objection.of(code, detail));
  }

  private String user() {
    return header.hasUserName() ? connect.payload().userName() : "";
  }

  private String credential() {
    return header.hasPassword()
        ? new String(connect.payload().passwordInBytes(), StandardCharsets.UTF_8)
        : "";
  }

  private String version() {
    return properties.pairs(VERSION).stream().findFirst().orElse("");
  }

  /** What it says, if there is no objection. */
  ConnectRequest request() {
    boolean clean = header.isCleanSession();
    Duration expiry =
        isFive
            ? Duration.ofSeconds(properties.number(MqttProperties.SESSION_EXPIRY_INTERVAL, 0))
            : clean ? Duration.ZERO : ConnectRequest.FOR_EVER;
    return new ConnectRequest(
        isFive,
        connect.payload().clientIdentifier().isEmpty(),
        clean,
        Duration.ofSeconds(header.keepAliveTimeSeconds()),
        readWill(),
        expiry,
        (int) properties.number(MqttProperties.RECEIVE_MAXIMUM, MAX_RECEIVE),
        maxPacketBytes(),
        version(),
        new Tags(properties.pairs(TAG)));
  }

  private Optional<Will> readWill() {
    if (!header.isWillFlag()) {
      return Optional.empty();
    }
    MqttProps ofWill = new MqttProps(connect.payload().willProperties());
    return Optional.of(
        new Will(
            connect.payload().willTopic(),
            Bytes.copyOf(connect.payload().willMessageInBytes()),
            Duration.ofSeconds(ofWill.number(MqttProperties.WILL_DELAY_INTERVAL, 0))));
  }

  /** The login that {@link #request} is. */
  Login login(ConnectRequest request, Lobby lobby, InetSocketAddress remoteAddress) {
    String id =
        request.assigned()
            ? "mqtt-"
                + HexFormat.of().toHexDigits(lobby.services().random().nextLong())
                + HexFormat.of().toHexDigits(lobby.services().random().nextInt())
            : connect.payload().clientIdentifier();
    return new Login(
        new ClientId(id),
        user(),
        credential(),
        lobby.versions().shared(request.version()),
        request.keepAlive(),
        lobby.settings().name(),
        remoteAddress,
        request.tags().names().isEmpty() ? Tags.NONE : lobby.tags().shared(request.tags()));
  }
}
