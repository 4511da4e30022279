package io.heartwire.core.reconnect;

/**
 * One place to connect to.
 *
 * @param host a name or a literal address, IPv6 without brackets
 * @param port 1 to 65535
 * @param weight its share of the clients relative to the others, 1 to 1000
 */
public record Endpoint(String host, int port, int weight) {
  /** The largest weight. */
  public static final int MAX_WEIGHT = 1_000;

  public Endpoint {
    if (host.isBlank() || host.length() > 253) {
      throw new IllegalArgumentException(
          "endpoint host '" + host + "' must have 1 to 253 characters: name a host");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "endpoint port " + port + " of " + host + " must be 1 to 65535: change it");
    }
    if (weight < 1 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "endpoint weight "
              + weight
              + " of "
              + host
              + " must be 1 to "
              + MAX_WEIGHT
              + ": change it");
    }
  }

  /** An endpoint of weight 1. */
  public Endpoint(String host, int port) {
    this(host, port, 1);
  }

  /**
   * Reads {@code host:port}, {@code [v6]:port} or, if {@code defaultPort} is not 0, {@code host}.
   *
   * @throws IllegalArgumentException if it is none of these; the message names the text
   */
  public static Endpoint parse(String text, int defaultPort) {
    String trimmed = text.trim();
    int bracket = trimmed.lastIndexOf(']');
    int colon = trimmed.indexOf(':', Math.max(0, bracket));
    String host = colon < 0 ? trimmed : trimmed.substring(0, colon);
    if (bracket > 0 && trimmed.charAt(0) == '[') {
      host = trimmed.substring(1, bracket);
    }
    int port = colon < 0 ? defaultPort : portOf(trimmed.substring(colon + 1), text);
    if (port == 0) {
      throw new IllegalArgumentException(
          "endpoint '" + text + "' has no port: write it as host:port");
    }
    return new Endpoint(host, port);
  }

  private static int portOf(String digits, String text) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "endpoint '" + text + "' must be host:port or [IPv6]:port: change it", e);
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
