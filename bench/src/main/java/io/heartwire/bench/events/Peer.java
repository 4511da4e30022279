package io.heartwire.bench.events;

import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameDecoder;
import io.heartwire.wire.FrameEncoder;
import io.heartwire.wire.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client on a blocking socket, logged in. NOT thread safe. */
final class Peer implements AutoCloseable {
  private static final int CAP_MS = 60_000;
  private static final int LARGEST_FRAME = 1 << 20;

  private final Socket socket = new Socket();
  private final EmbeddedChannel decoder =
      new EmbeddedChannel(new FrameDecoder(LARGEST_FRAME, open -> {}));
  private final EmbeddedChannel encoder = new EmbeddedChannel(new FrameEncoder());
  private final byte[] buffer = new byte[1_024];
  private long sequence;

  Peer(int port, String clientId) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CAP_MS);
    socket.setSoTimeout(CAP_MS);
    socket.setTcpNoDelay(true);
    send(Frame.Hello.of(clientId, ""));
    if (!(receive() instanceof Frame.Welcome)) {
      throw new IOException(clientId + " was not let in");
    }
  }

  /** Nanoseconds until a ping was answered. */
  long roundTripNanos() throws IOException {
    long began = System.nanoTime();
    send(new Frame.Ping(++sequence, Status.NONE, 0, Directives.NONE, 0));
    Frame answer = receive();
    while (!(answer instanceof Frame.Pong)) {
      answer = receive();
    }
    return System.nanoTime() - began;
  }

  /** Says that it leaves. */
  void leave() throws IOException {
    send(Frame.Goodbye.of(CloseCode.GOODBYE, "the burst is over"));
    close();
  }

  private void send(Frame frame) throws IOException {
    encoder.writeOutbound(frame);
    ByteBuf encoded = encoder.readOutbound();
    try {
      socket.getOutputStream().write(ByteBufUtil.getBytes(encoded));
    } finally {
      encoded.release();
    }
  }

  private Frame receive() throws IOException {
    while (true) {
      Frame frame = decoder.readInbound();
      if (frame != null) {
        return frame;
      }
      int read = socket.getInputStream().read(buffer);
      if (read < 0) {
        throw new IOException("the gateway closed the connection");
      }
      decoder.writeInbound(Unpooled.copiedBuffer(buffer, 0, read));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    decoder.finishAndReleaseAll();
    encoder.finishAndReleaseAll();
  }
}
