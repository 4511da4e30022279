package io.heartwire.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A way to a server that can be blocked, so that what is sent waits, or only what is answered, or
 * be led to another server, which cuts what there is.
 */
final class Detour implements AutoCloseable {
  private static final int CHUNK = 65_536;

  private final ServerSocket door;
  private final List<Way> ways = new CopyOnWriteArrayList<>();
  private final List<Way> lost = new CopyOnWriteArrayList<>();
  private volatile int target;
  private volatile boolean blocked;
  private volatile boolean mute;

  /** One connection: its two ends, and what waits to go on to the server. */
  private static final class Way {
    private final Socket near;
    private final Socket far;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private volatile boolean held;

    Way(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    synchronized void ask(byte[] chunk, int count) throws IOException {
      kept.write(chunk, 0, count);
      if (!held) {
        kept.writeTo(far.getOutputStream());
        kept.reset();
      }
    }

    synchronized boolean keeps(String text) {
      return kept.toString(StandardCharsets.ISO_8859_1).contains(text);
    }

    void end() {
      Detour.end(near);
      Detour.end(far);
    }
  }

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

  /** What the server answers waits, or goes on. */
  void mute(boolean now) {
    mute = now;
  }

  /** What is sent over the connections that there are is kept on the way. */
  void hold() {
    ways.forEach(way -> way.held = true);
  }

  boolean keeps(String text) {
    return ways.stream().anyMatch(way -> way.keeps(text));
  }

  /** The connections that are held end, for whoever sent; new ones go on. */
  void lose() {
    lost.addAll(ways);
    ways.clear();
    lost.forEach(way -> end(way.near));
  }

  /** What was kept arrives. */
  void deliver() throws IOException {
    for (Way way : lost) {
      way.held = false;
      way.ask(new byte[0], 0);
    }
  }

  /** Cuts all connections; new ones go to {@code port}. */
  void leadTo(int port) {
    target = port;
    cut();
  }

  private void cut() {
    ways.forEach(Way::end);
    ways.clear();
    lost.forEach(Way::end);
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
      Way way = new Way(near, new Socket(InetAddress.getLoopbackAddress(), target));
      ways.add(way);
      run(() -> ask(way));
      run(() -> answer(way));
    } catch (IOException e) {
      // Nobody is there, as whoever came finds out.
      end(near);
    }
  }

  private void ask(Way way) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = way.near.getInputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        await(() -> !blocked);
        way.ask(chunk, count);
      }
    } catch (IOException e) {
      end(way.near);
    }
    if (!way.held) {
      way.end();
    }
  }

  private void answer(Way way) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = way.far.getInputStream();
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        await(() -> !blocked && !mute);
        way.near.getOutputStream().write(chunk, 0, count);
      }
    } catch (IOException e) {
      end(way.far);
    }
    way.end();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
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
    mute = false;
    try {
      door.close();
    } catch (IOException e) {
      throw new AssertionError("a door does not close", e);
    }
    cut();
  }
}
