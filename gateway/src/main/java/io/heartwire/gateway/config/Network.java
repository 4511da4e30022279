package io.heartwire.gateway.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Addresses with the first bits in common.
 *
 * @param address one of them
 * @param bits how many bits they have in common
 */
public record Network(InetAddress address, int bits) {
  /** Only what cannot be a name, so that nobody is asked for it. */
  private static final Pattern LITERAL =
      Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private static final int MOST = 1_000;

  /** True if {@code other} is one of them. */
  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] its = other.getAddress();
    if (mine.length != its.length) {
      return false;
    }
    int whole = bits / 8;
    if (!Arrays.equals(mine, 0, whole, its, 0, whole)) {
      return false;
    }
    int rest = bits % 8;
    return rest == 0 || (mine[whole] & 0xFF) >> (8 - rest) == (its[whole] & 0xFF) >> (8 - rest);
  }

  /** Those that {@code commaSeparated} names, the value of {@code key}. */
  static List<Network> list(String key, String commaSeparated) {
    List<Network> networks =
        Arrays.stream(commaSeparated.split(","))
            .map(String::strip)
            .filter(word -> !word.isEmpty())
            .map(word -> parse(key, word))
            .toList();
    Limits.range(key + " (how many)", networks.size(), 0, MOST);
    return networks;
  }

  private static Network parse(String key, String word) {
    int slash = word.indexOf('/');
    String host = slash < 0 ? word : word.substring(0, slash);
    try {
      if (LITERAL.matcher(host).matches()) {
        InetAddress address = InetAddress.getByName(host);
        int most = 8 * address.getAddress().length;
        int bits = slash < 0 ? most : Integer.parseInt(word.substring(slash + 1));
        if (bits >= 0 && bits <= most) {
          return new Network(address, bits);
        }
      }
    } catch (UnknownHostException | NumberFormatException e) {
      // Told below.
    }
    throw new ConfigException(
        key + " (" + word + ") must be an address or a network: write it as 10.1.2.0/24");
  }
}
