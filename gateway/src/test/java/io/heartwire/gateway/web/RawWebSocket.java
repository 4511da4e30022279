package io.heartwire.gateway.web;

import io.heartwire.gateway.TestGateway;
import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameDecoder;
import io.heartwire.wire.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A WebSocket client on a bare socket, as polite or hostile as a test wants it. */
final class RawWebSocket extends RawHttp {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;
  static final String PROTOBUF = "heartwire.v1.protobuf";
  static final String JSON = "heartwire.v1.json";
  private static final int FIN = 0x80;
  private static final int MASKED = 0x80;
  private static final byte[] MASK = {1, 2, 3, 4};

  /** A frame that came. */
  record Came(int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      if (opcode != CLOSE) {
        throw new AssertionError("it is no close, but " + opcode + ": " + text());
      }
      return payload.length < 2 ? -1 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }
  }

  private RawWebSocket(InetSocketAddress address) throws IOException {
    super(address);
  }

  private RawWebSocket(Socket connected) throws IOException {
    super(connected);
  }

  /** On {@code connected}, which may be one of TLS, at {@code path}. */
  static RawWebSocket over(Socket connected, String path, String subprotocol) throws IOException {
    var socket = new RawWebSocket(connected);
    Answer answer = socket.ask(upgrade(subprotocol).replace("/ws", path));
    if (answer.status() != 101) {
      throw new AssertionError("not upgraded: " + answer);
    }
    return socket;
  }

  static String upgrade(String subprotocol, String... headers) {
    return "GET /ws HTTP/1.1\r\nHost: gw\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + (subprotocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n")
        + String.join("", Arrays.stream(headers).map(it -> it + "\r\n").toList())
        + "\r\n";
  }

  static InetSocketAddress door(TestGateway of) {
    return of.gateway.ports().get("http");
  }

  /** One that has been upgraded. */
  static RawWebSocket open(TestGateway to, String subprotocol, String... headers)
      throws IOException {
    return open(door(to), "", subprotocol, headers);
  }

  /** The same, with bytes before everything else. */
  static RawWebSocket open(
      InetSocketAddress to, String before, String subprotocol, String... headers)
      throws IOException {
    var socket = new RawWebSocket(to);
    Answer answer = socket.ask(before + upgrade(subprotocol, headers));
    if (answer.status() != 101) {
      throw new AssertionError("not upgraded: " + answer);
    }
    return socket;
  }

  /** One that is logged in, with the binary form. */
  static RawWebSocket loggedIn(TestGateway to, String clientId) throws IOException {
    RawWebSocket socket = open(to, PROTOBUF);
    socket.login(clientId);
    return socket;
  }

  Frame.Welcome login(String clientId) throws IOException {
    send(Frame.Hello.of(clientId, ""));
    return (Frame.Welcome) frame();
  }

  static byte[] encoded(Frame frame) {
    ByteBuf encoded = FrameEncoder.encode(UnpooledByteBufAllocator.DEFAULT, frame);
    try {
      return ByteBufUtil.getBytes(encoded);
    } finally {
      encoded.release();
    }
  }

  void send(Frame frame) throws IOException {
    send(BINARY, encoded(frame));
  }

  void text(String json) throws IOException {
    send(TEXT, json.getBytes(StandardCharsets.UTF_8));
  }

  void send(int opcode, byte[] payload) throws IOException {
    send(masked(FIN | opcode, payload));
  }

  static byte[] masked(int first, byte[] payload) {
    var out = new ByteArrayOutputStream();
    out.write(first);
    if (payload.length < 126) {
      out.write(MASKED | payload.length);
    } else if (payload.length < 65_536) {
      out.write(MASKED | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(MASKED | 127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    out.writeBytes(MASK);
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ MASK[i % 4]);
    }
    return out.toByteArray();
  }

  Came next() throws IOException {
    byte[] head = bytes(2);
    if ((head[0] & 0x70) != 0 || (head[1] & MASKED) != 0) {
      throw new IOException("a server sends no extension bits, and masks nothing");
    }
    int length = head[1] & 0x7F;
    if (length == 126) {
      length = ByteBuffer.wrap(bytes(2)).getShort() & 0xFFFF;
    } else if (length == 127) {
      length = (int) ByteBuffer.wrap(bytes(8)).getLong();
    }
    return new Came(head[0] & 0x0F, bytes(length));
  }

  /** The next frame of ours, in a binary message. */
  Frame frame() throws IOException {
    Came came = next();
    if (came.opcode() != BINARY) {
      throw new AssertionError("no binary message, but " + came.opcode() + ": " + came.text());
    }
    return FrameDecoder.next(Unpooled.wrappedBuffer(came.payload()), 1 << 20);
  }

  /** The code of the next close, whatever comes before it. */
  int closeCode() throws IOException {
    while (true) {
      Came came = next();
      if (came.opcode() == CLOSE) {
        return came.closeCode();
      }
    }
  }
}
