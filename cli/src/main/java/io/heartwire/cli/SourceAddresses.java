package io.heartwire.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code 127.0.0.2-127.0.0.20,10.0.0.1}: literal addresses and ranges of the last number. */
final class SourceAddresses {
  private static final Pattern RANGE =
      Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.)(\\d+)-(?:\\1)?(\\d+)");
  private static final Pattern LITERAL = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-fA-F:]+");

  private SourceAddresses() {}

  static List<InetAddress> parse(String text) {
    var addresses = new ArrayList<InetAddress>();
    for (String part : text.split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      if (range.matches()) {
        int last = Integer.parseInt(range.group(3));
        for (int i = Integer.parseInt(range.group(2)); i <= last; i++) {
          addresses.add(address(range.group(1) + i));
        }
      } else if (!part.isBlank()) {
        addresses.add(address(part.strip()));
      }
    }
    return addresses;
  }

  private static InetAddress address(String literal) {
    try {
      if (LITERAL.matcher(literal).matches()) {
        return InetAddress.getByName(literal);
      }
    } catch (UnknownHostException e) {
      // Falls through to the sentence below: only literals are looked up, so this is a typing
      // error.
    }
    throw new CommandFailure(
        ExitCode.USAGE,
        "--source-addresses has '"
            + literal
            + "', which is no address: write 127.0.0.2-127.0.0.20");
  }
}
