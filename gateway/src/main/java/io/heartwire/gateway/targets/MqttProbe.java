package io.heartwire.gateway.targets;

import io.heartwire.gateway.health.ClientStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Connects to an MQTT 3.1.1 broker, looks at what is retained under a topic, pings, and leaves. */
final class MqttProbe implements Probe {
  private static final int CONNECT = 0x10;
  private static final int CONNACK = 0x20;
  private static final int PUBLISH = 0x30;
  private static final int SUBSCRIBE = 0x82;
  private static final int SUBACK = 0x90;
  private static final int PINGREQ = 0xC0;
  private static final int PINGRESP = 0xD0;
  private static final int DISCONNECT = 0xE0;
  private static final int MOST_BYTES = 65_536;
  private static final int CLEAN = 0x02;
  private static final int WITH_PASSWORD = 0xC0;

  private final String clientId;
  private final StatusText text;

  MqttProbe(String clientId, StatusText text) {
    this.clientId = clientId;
    this.text = text;
  }

  @Override
  public Sighting ask(Target target, InetAddress host, Deadline deadline) throws IOException {
    try (Line line = Line.open(new InetSocketAddress(host, target.config().port()), deadline)) {
      line.write(packet(CONNECT, connect(target)));
      Packet answer = Packet.read(line, "the answer to CONNECT");
      if (answer.type() != CONNACK || answer.content.length != 2) {
        throw new ProtocolException("it answers CONNECT, but not as MQTT 3.1.1 does");
      }
      if (answer.content[1] != 0) {
        return new Sighting(
            deadline.passed(),
            ClientStatus.NONE,
            "it refuses the connection with code " + answer.content[1]);
      }
      StatusText.Reading reading = StatusText.Reading.NONE;
      if (!target.config().topic().isEmpty()) {
        line.write(packet(SUBSCRIBE, subscribe(target.config().topic())));
        reading = until(SUBACK, line, reading);
      }
      line.write(packet(PINGREQ, new byte[0]));
      reading = until(PINGRESP, line, reading);
      Sighting sighting = new Sighting(deadline.passed(), reading.status(), reading.remark());
      line.write(packet(DISCONNECT, new byte[0]));
      return sighting;
    }
  }

  /** Reads up to a packet of {@code type}; what was published on the way is the status. */
  private StatusText.Reading until(int type, Line line, StatusText.Reading before)
      throws IOException {
    StatusText.Reading reading = before;
    while (true) {
      Packet packet = Packet.read(line, type == SUBACK ? "SUBACK" : "PINGRESP");
      if (packet.type() == type) {
        return reading;
      }
      if (packet.type() == PUBLISH) {
        reading = text.read(packet.payload());
      }
    }
  }

  private byte[] connect(Target target) {
    var out = new ByteArrayOutputStream();
    String[] login = target.config().credential().split(":", 2);
    boolean withPassword = login.length == 2;
    string(out, "MQTT");
    out.write(4);
    out.write(CLEAN | (withPassword ? WITH_PASSWORD : 0));
    out.write(0);
    out.write(60);
    string(out, clientId + Integer.toHexString(target.name().hashCode()));
    if (withPassword) {
      string(out, login[0]);
      string(out, login[1]);
    }
    return out.toByteArray();
  }

  private static byte[] subscribe(String topic) {
    var out = new ByteArrayOutputStream();
    out.write(0);
    out.write(1);
    string(out, topic);
    out.write(0);
    return out.toByteArray();
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes.length >>> 8);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  private static byte[] packet(int head, byte[] content) {
    var out = new ByteArrayOutputStream();
    out.write(head);
    int left = content.length;
    do {
      out.write(left > 127 ? (left & 127) | 128 : left);
      left >>>= 7;
    } while (left > 0);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static final class Packet {
    private final int head;
    private final byte[] content;

    Packet(int head, byte[] content) {
      this.head = head;
      this.content = content;
    }

    static Packet read(Line line, String awaited) throws IOException {
      int head = line.readAll(1, awaited)[0] & 255;
      int length = 0;
      for (int i = 0; i < 4; i++) {
        int next = line.readAll(1, awaited)[0] & 255;
        length |= (next & 127) << (7 * i);
        if (next < 128) {
          break;
        }
      }
      if (length > MOST_BYTES) {
        throw new ProtocolException(
            "it sends a packet of " + length + " bytes, limit " + MOST_BYTES);
      }
      return new Packet(head, line.readAll(length, awaited));
    }

    int type() {
      return head & 0xF0;
    }

    /** Of a PUBLISH: what stands behind the topic, and behind a number if its QoS has one. */
    byte[] payload() throws IOException {
      int topic = content.length < 2 ? -1 : ((content[0] & 255) << 8) | (content[1] & 255);
      int from = 2 + topic + ((head & 6) == 0 ? 0 : 2);
      if (topic < 0 || from > content.length) {
        throw new ProtocolException("it publishes, but not as MQTT 3.1.1 does");
      }
      return Arrays.copyOfRange(content, from, content.length);
    }
  }
}
