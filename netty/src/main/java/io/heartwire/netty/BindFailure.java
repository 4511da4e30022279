package io.heartwire.netty;

import java.net.InetSocketAddress;
import java.util.Locale;

/** Why nothing can listen on an address, in words, with the remedy that fits the cause. */
public final class BindFailure {
  private BindFailure() {}

  /**
   * {@code 127.0.0.1:7400 (Address already in use): stop what uses the port, or choose another
   * one}.
   *
   * @param cause what binding {@code address} came to
   */
  public static String sentence(InetSocketAddress address, Throwable cause) {
    String place = AttemptText.text(address);
    if (address.isUnresolved()) {
      return place + " (no address is known for this name): correct it, or use an address";
    }
    String why = AttemptText.of(cause);
    return place + " (" + why + "): " + remedy(why.toLowerCase(Locale.ROOT));
  }

  private static String remedy(String why) {
    if (why.contains("assign requested address")) {
      return "it is no address of this machine, use one that is";
    }
    if (why.contains("permission denied")) {
      return "choose a port above 1023, or allow this process to use one below";
    }
    return why.contains("in use")
        ? "stop what uses the port, or choose another one"
        : "choose another address or port";
  }
}
