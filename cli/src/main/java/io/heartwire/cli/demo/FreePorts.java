package io.heartwire.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Ports for servers that are to find them free again when they are restarted. NOT thread safe.
 *
 * <p>They lie below those that a host gives to outgoing connections: one of these may be somebody's
 * before its server listens there, and a client that tries it while its server is down may meet
 * itself, and then keeps the server out.
 */
public final class FreePorts {
  private static final int LOWEST = 12_000;
  private static final int PORTS = 20_000;
  private static final int TRIES = 50;

  private final RandomGenerator random;

  /** Taken by chance, so that those who look at the same time seldom meet. */
  public FreePorts() {
    this(new SplittableRandom());
  }

  /** Taken by {@code random}. */
  public FreePorts(RandomGenerator random) {
    this.random = random;
  }

  /**
   * One on which nobody listens now, at the loopback address.
   *
   * @throws IllegalStateException if none was found
   */
  public int next() {
    for (int i = 0; i < TRIES; i++) {
      int port = LOWEST + random.nextInt(PORTS);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException(
        "none of "
            + TRIES
            + " ports from "
            + LOWEST
            + " to "
            + (LOWEST + PORTS - 1)
            + " was free: end what listens there");
  }

  private static boolean isFree(int port) {
    try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
