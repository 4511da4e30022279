package io.heartwire.gateway.targets;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A connection to a target, with one deadline for all that happens on it. NOT thread safe. */
final class Line implements AutoCloseable {
  private final Socket socket = new Socket();
  private final Deadline deadline;

  private Line(Deadline deadline) {
    this.deadline = deadline;
  }

  static Line open(InetSocketAddress address, Deadline deadline) throws IOException {
    Line line = new Line(deadline);
    try {
      line.socket.setTcpNoDelay(true);
      line.socket.connect(address, deadline.leftMs("a connection"));
      return line;
    } catch (SocketTimeoutException e) {
      line.close();
      throw new SocketTimeoutException(
          "no connection to "
              + shown(address)
              + " within "
              + deadline.timeout().toMillis()
              + " ms");
    } catch (ConnectException e) {
      line.close();
      ConnectException told =
          new ConnectException(shown(address) + " refuses connections (" + e.getMessage() + ")");
      told.initCause(e);
      throw told;
    } catch (IOException | RuntimeException e) {
      line.close();
      throw e;
    }
  }

  private static String shown(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Some bytes, at least one, into {@code buffer}. */
  int read(byte[] buffer, int from, int most, String awaited) throws IOException {
    socket.setSoTimeout(deadline.leftMs(awaited));
    int count;
    try {
      count = socket.getInputStream().read(buffer, from, most);
    } catch (SocketTimeoutException e) {
      throw new SocketTimeoutException(
          "it accepts connections, but "
              + awaited
              + " was not there within "
              + deadline.timeout().toMillis()
              + " ms");
    }
    if (count < 0) {
      throw new EOFException("it closed the connection where " + awaited + " was due");
    }
    return count;
  }

  /** Exactly {@code count} bytes. */
  byte[] readAll(int count, String awaited) throws IOException {
    var bytes = new byte[count];
    int at = 0;
    while (at < count) {
      at += read(bytes, at, count - at, awaited);
    }
    return bytes;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing more was expected of it.
    }
  }
}
