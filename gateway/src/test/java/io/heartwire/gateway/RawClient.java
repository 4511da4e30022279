package io.heartwire.gateway;

import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameDecoder;
import io.heartwire.wire.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client on a bare blocking socket, as polite or hostile as a test wants it. */
public final class RawClient implements AutoCloseable {
  private static final int CAP_MS = 30_000;

  public final Socket socket;
  private final EmbeddedChannel decoder =
      new EmbeddedChannel(new FrameDecoder(1 << 24, open -> {}));
  private final EmbeddedChannel encoder = new EmbeddedChannel(new FrameEncoder());

  /** Connects to {@code address}. */
  public RawClient(InetSocketAddress address) throws IOException {
    this(connected(address));
  }

  /** On {@code socket}, which is connected, and may be one of TLS. */
  public RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(CAP_MS);
    socket.setTcpNoDelay(true);
  }

  /** Connects to {@code address} from {@code local}. */
  public RawClient(InetAddress local, InetSocketAddress address) throws IOException {
    this(connected(new InetSocketAddress(local, 0), address));
  }

  private static Socket connected(InetSocketAddress address) throws IOException {
    return connected(new InetSocketAddress(0), address);
  }

  private static Socket connected(InetSocketAddress local, InetSocketAddress address)
      throws IOException {
    Socket socket = new Socket();
    socket.bind(local);
    socket.connect(address, CAP_MS);
    return socket;
  }

  /** A client that has logged in as {@code clientId}. */
  public static RawClient loggedIn(InetSocketAddress address, String clientId) throws IOException {
    RawClient client = new RawClient(address);
    client.login(clientId);
    return client;
  }

  /** Logs in and returns the welcome. */
  public Frame.Welcome login(String clientId) throws IOException {
    send(Frame.Hello.of(clientId, ""));
    return (Frame.Welcome) receive();
  }

  /** Sends {@code frame}. */
  public void send(Frame frame) throws IOException {
    send(encode(frame));
  }

  /** Sends {@code bytes} as they are. */
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** {@code frame} as it travels. */
  public byte[] encode(Frame frame) {
    encoder.writeOutbound(frame);
    ByteBuf encoded = encoder.readOutbound();
    try {
      return ByteBufUtil.getBytes(encoded);
    } finally {
      encoded.release();
    }
  }

  /** The next frame; fails after 30 s, or if the gateway closes. */
  public Frame receive() throws IOException {
    return next().orElseThrow(() -> new IOException("the gateway closed the connection"));
  }

  /** The next frame; empty if the gateway closes instead. */
  public Optional<Frame> next() throws IOException {
    byte[] buffer = new byte[65_536];
    while (true) {
      Frame frame = decoder.readInbound();
      if (frame != null) {
        return Optional.of(frame);
      }
      int read = socket.getInputStream().read(buffer);
      if (read < 0) {
        return Optional.empty();
      }
      decoder.writeInbound(Unpooled.copiedBuffer(buffer, 0, read));
    }
  }

  /** The next frame of {@code type}, whatever comes before it. */
  public <T extends Frame> T receive(Class<T> type) throws IOException {
    while (true) {
      Frame frame = receive();
      if (type.isInstance(frame)) {
        return type.cast(frame);
      }
    }
  }

  /** All frames until the gateway closes or resets; fails after 30 s of silence. */
  public List<Frame> untilClosed() throws IOException {
    List<Frame> frames = new ArrayList<>();
    while (true) {
      try {
        Optional<Frame> frame = next();
        if (frame.isEmpty()) {
          return frames;
        }
        frames.add(frame.get());
      } catch (SocketTimeoutException e) {
        throw new IOException("the gateway does not close; it sent " + frames, e);
      } catch (IOException e) {
        return frames;
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
