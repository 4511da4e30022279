package io.heartwire.gateway.targets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A server on a free port of the loopback address that does with each connection what a test says.
 */
final class Peer implements AutoCloseable {
  private final ServerSocket server;

  /** What to do with one connection, on a thread of its own. */
  @FunctionalInterface
  interface Manner {
    void meet(Socket socket) throws IOException;
  }

  private Peer(ServerSocket server) {
    this.server = server;
  }

  static Peer with(int port, Manner manner) {
    try {
      var server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      start(() -> accept(server, manner));
      return new Peer(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Peer with(Manner manner) {
    return with(0, manner);
  }

  private static void accept(ServerSocket server, Manner manner) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        start(() -> meet(socket, manner));
      } catch (IOException e) {
        return;
      }
    }
  }

  private static void meet(Socket socket, Manner manner) {
    try (socket) {
      manner.meet(socket);
    } catch (IOException e) {
      // The other side has hung up.
    }
  }

  private static void start(Runnable task) {
    var thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  /** Accepts and never says anything. */
  static void freeze(Socket socket) throws IOException {
    socket.getInputStream().readAllBytes();
  }

  /** Answers every request, once its head is there, with {@code answer}. */
  static Manner http(String answer) {
    return socket -> {
      readHead(socket.getInputStream());
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    };
  }

  static String page(String status, String type, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void readHead(InputStream in) throws IOException {
    int blank = 0;
    while (blank < 4) {
      int next = in.read();
      if (next < 0) {
        return;
      }
      blank = next == (blank % 2 == 0 ? '\r' : '\n') ? blank + 1 : 0;
    }
  }

  int port() {
    return server.getLocalPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
