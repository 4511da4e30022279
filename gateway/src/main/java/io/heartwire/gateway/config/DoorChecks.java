package io.heartwire.gateway.config;

import java.util.ArrayList;
import java.util.List;

/** What must be true of the doors together with other settings. */
final class DoorChecks {
  private DoorChecks() {}

  /** A port that somebody wants. */
  private record Bind(String key, String host, int port) {}

  /** Checks all of {@code listeners}. */
  static void check(ListenersConfig listeners, DispatchConfig dispatch, AuthConfig auth) {
    listeners.inUse().forEach((name, it) -> sizes("listeners." + name + ".", it, dispatch));
    listeners.open().forEach((name, it) -> credentials("listeners." + name + ".", it.host(), auth));
    listeners
        .openTls()
        .forEach((name, it) -> credentials("listeners." + name + ".", it.host(), auth));
  }

  private static void sizes(String prefix, ListenerConfig listener, DispatchConfig dispatch) {
    if (dispatch.heldMax().bytes() < listener.maxFrame().bytes()) {
      throw new ConfigException(
          "dispatch.held-max ("
              + dispatch.heldMax()
              + ") must be at least "
              + prefix
              + listener.maxFrameKey()
              + " ("
              + listener.maxFrame()
              + "), or the largest message is always answered busy: raise it");
    }
  }

  private static void credentials(String prefix, String host, AuthConfig auth) {
    if (!Limits.loopback(host) && auth.open() && auth.mode() != AuthConfig.Mode.OPEN) {
      throw new ConfigException(
          prefix
              + "host ("
              + host
              + ") can be reached from other machines, but no client needs a credential: set "
              + "auth.tokens, or auth.mode: open to let everybody in, or bind 127.0.0.1");
    }
  }

  /** No two of all that listen may want the same port. */
  static void ports(ListenersConfig listeners, AdminConfig admin) {
    List<Bind> binds = new ArrayList<>();
    listeners
        .open()
        .forEach(
            (name, it) -> binds.add(new Bind("listeners." + name + ".port", it.host(), it.port())));
    listeners
        .openTls()
        .forEach(
            (name, it) -> binds.add(new Bind("listeners." + name + ".port", it.host(), it.port())));
    if (admin.enabled()) {
      binds.add(new Bind("admin.port", admin.host(), admin.port()));
    }
    for (int later = 1; later < binds.size(); later++) {
      for (Bind earlier : binds.subList(0, later)) {
        checkPorts(binds.get(later), earlier);
      }
    }
  }

  private static void checkPorts(Bind bind, Bind earlier) {
    boolean same = bind.port() != 0 && bind.port() == earlier.port();
    if (same && Limits.overlap(earlier.host(), bind.host())) {
      throw new ConfigException(
          bind.key()
              + " ("
              + bind.port()
              + " on "
              + bind.host()
              + ") is "
              + earlier.key()
              + ", too (on "
              + earlier.host()
              + "), and only one of them can be bound: change one of the ports");
    }
  }
}
