package io.heartwire.netty;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Why an attempt to connect failed, in words: no names of classes or of system calls. */
final class AttemptText {
  /** What Netty's native transports put before the words of the kernel. */
  private static final Pattern CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed[^:]*: ");

  private AttemptText() {}

  /** {@code 127.0.0.1:7400, [::1]:7400: Connection refused}. */
  static String of(List<SocketAddress> tried, List<Throwable> failures) {
    String addresses = tried.stream().map(AttemptText::text).collect(Collectors.joining(", "));
    String causes =
        failures.stream()
            .map(failure -> withoutAddress(of(failure), tried))
            .distinct()
            .collect(Collectors.joining("; "));
    return addresses + ": " + causes;
  }

  /** What {@code failure} says; its type, if that is all it says. */
  static String of(Throwable failure) {
    Throwable cause = failure;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    if (message == null || message.isBlank()) {
      return cause.getClass().getSimpleName();
    }
    return cause instanceof UnknownHostException && !message.contains(" ")
        ? "unknown host " + message
        : CALL.matcher(message).replaceFirst("");
  }

  private static String withoutAddress(String words, List<SocketAddress> tried) {
    for (SocketAddress address : tried) {
      String suffix = ": " + address;
      if (words.endsWith(suffix)) {
        return words.substring(0, words.length() - suffix.length());
      }
    }
    return words;
  }

  static String text(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      String host =
          inet.getAddress() == null ? inet.getHostString() : inet.getAddress().getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
    return address.toString();
  }
}
