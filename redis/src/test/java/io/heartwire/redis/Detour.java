package io.heartwire.redis;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to a server that can be blocked, so that what is sent waits, or be led to another server,
 * which cuts what there is.
 */
final class Detour implements AutoCloseable {
  private static final int CHUNK = 65_536;

  private final ServerSocket door;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile int target;
  private volatile boolean blocked;

  private Detour(ServerSocket door, int target) {
    this.door = door;
    this.target = target;
  }

  /** To a port of this machine. */
  static Detour to(int target) throws IOException {
    Detour detour = new Detour(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    run(detour::accept);
    return detour;
  }

  String url() {
    return "redis://127.0.0.1:" + door.getLocalPort();
  }

  /** What is sent waits, or goes on. */
  void block(boolean now) {
    blocked = now;
  }

  /** Cuts all connections; new ones go to {@code port}. */
  void leadTo(int port) {
    target = port;
    cut();
  }

  private void cut() {
    sockets.forEach(Detour::end);
    sockets.clear();
  }

  private void accept() {
    try {
      while (!door.isClosed()) {
        connect(door.accept());
      }
    } catch (IOException e) {
      cut();
    }
  }

  private void connect(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      sockets.addAll(List.of(near, far));
      run(() -> pump(near, far));
      run(() -> pump(far, near));
    } catch (IOException e) {
      // Nobody is there, as whoever came finds out.
      end(near);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      int count = in.read(chunk);
      while (count >= 0) {
        while (blocked) {
          LockSupport.parkNanos(1_000_000);
        }
        to.getOutputStream().write(chunk, 0, count);
        count = in.read(chunk);
      }
    } catch (IOException e) {
      end(from);
    }
    end(from);
    end(to);
  }

  private static void run(Runnable task) {
    Thread thread = new Thread(task, "detour");
    thread.setDaemon(true);
    thread.start();
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError("a socket does not close", e);
    }
  }

  @Override
  public void close() {
    blocked = false;
    try {
      door.close();
    } catch (IOException e) {
      throw new AssertionError("a door does not close", e);
    }
    cut();
  }
}
