package io.heartwire.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A client of MQTT on a bare blocking socket, which sends what a test wants, right or wrong. */
final class RawMqtt implements AutoCloseable {
  private static final int CAP_MS = 30_000;
  private static final HexFormat HEX = HexFormat.of();

  final Socket socket;

  RawMqtt(InetSocketAddress address) throws IOException {
    this(new Socket(address.getAddress(), address.getPort()));
  }

  RawMqtt(Socket connected) throws IOException {
    this.socket = connected;
    socket.setSoTimeout(CAP_MS);
    socket.setTcpNoDelay(true);
  }

  /** Sends these bytes; blanks are for people. */
  RawMqtt send(String hex) throws IOException {
    socket.getOutputStream().write(HEX.parseHex(hex.replace(" ", "")));
    return this;
  }

  /** A string as it stands in a packet. */
  static String text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return String.format("%04x", bytes.length) + HEX.formatHex(bytes);
  }

  /** A packet with this first byte. */
  static String packet(int first, String... parts) {
    String body = String.join("", parts).replace(" ", "");
    int left = body.length() / 2;
    StringBuilder length = new StringBuilder();
    do {
      int digit = left % 128;
      left /= 128;
      length.append(String.format("%02x", left > 0 ? digit | 0x80 : digit));
    } while (left > 0);
    return String.format("%02x", first) + length + body;
  }

  /** A CONNECT of 3.1.1. */
  static String connect(String clientId, boolean clean, int keepAlive) {
    return packet(
        0x10,
        text("MQTT"),
        "04",
        clean ? "02" : "00",
        String.format("%04x", keepAlive),
        text(clientId));
  }

  /** A CONNECT of 5 with these properties. */
  static String connect5(String clientId, boolean clean, int keepAlive, String properties) {
    String bare = properties.replace(" ", "");
    return packet(
        0x10,
        text("MQTT"),
        "05",
        clean ? "02" : "00",
        String.format("%04x", keepAlive),
        String.format("%02x", bare.length() / 2),
        bare,
        text(clientId));
  }

  /** The next packet, in hex; "closed" if there is none. */
  String receive() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    try {
      int first = in.read();
      if (first < 0) {
        return "closed";
      }
      packet.write(first);
      int length = 0;
      int shift = 0;
      int digit;
      do {
        digit = in.read();
        packet.write(digit);
        length |= (digit & 0x7f) << shift;
        shift += 7;
      } while ((digit & 0x80) != 0);
      packet.write(in.readNBytes(length));
    } catch (java.net.SocketException e) {
      return "closed";
    }
    return HEX.formatHex(packet.toByteArray());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
