package io.heartwire.cli.e2e;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A connection that sends what it likes, and hears how it is closed. Blocking; one thread. */
final class BadPeer implements AutoCloseable {
  private final Socket socket;

  private BadPeer(Socket socket) {
    this.socket = socket;
  }

  static BadPeer connect(int port) {
    return connect(port, 0);
  }

  /** With a receive buffer of this size; 0: the kernel's choice. */
  static BadPeer connect(int port, int receiveBuffer) {
    Socket socket = new Socket();
    try {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
      return new BadPeer(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Logs in and waits for the Welcome. */
  BadPeer logIn(String clientId) {
    send(HandMade.hello(clientId));
    try {
      socket.setSoTimeout(10_000);
      ByteBuf frame = readFrame(socket.getInputStream());
      if (frame == null || HandMade.kindOf(frame) != HandMade.WELCOME) {
        throw new AssertionError("no Welcome for " + clientId + ", but " + frame);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends bytes; false if the server has closed already. */
  boolean send(ByteBuf bytes) {
    try {
      bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean send(byte... bytes) {
    return send(Unpooled.wrappedBuffer(bytes));
  }

  /** How the server closes: {@code GOODBYE-code}, {@code FIN}, {@code RESET}, or {@code OPEN}. */
  String end(Duration bound) {
    long start = System.nanoTime();
    String how = "FIN";
    try {
      InputStream in = socket.getInputStream();
      while (true) {
        long leftMs = bound.toMillis() - (System.nanoTime() - start) / 1_000_000;
        if (leftMs <= 0) {
          return "OPEN";
        }
        socket.setSoTimeout((int) leftMs);
        ByteBuf frame = readFrame(in);
        if (frame == null) {
          return how;
        }
        if (HandMade.kindOf(frame) == HandMade.GOODBYE) {
          how = "GOODBYE-" + HandMade.number(frame, 1);
        }
      }
    } catch (SocketTimeoutException e) {
      return "OPEN";
    } catch (IOException e) {
      return how.equals("FIN") ? "RESET" : how;
    }
  }

  private static ByteBuf readFrame(InputStream in) throws IOException {
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      length |= (next & 0x7F) << shift;
      if (next < 0x80) {
        break;
      }
    }
    byte[] content = in.readNBytes(length);
    return content.length < length ? null : Unpooled.wrappedBuffer(content);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
