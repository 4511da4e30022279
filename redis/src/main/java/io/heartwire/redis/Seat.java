package io.heartwire.redis;

import io.heartwire.gateway.cluster.Claim;

/**
 * What a client's row says of the place where it sits, as one field: each field costs Redis time.
 * Scripts find in it what they want by its line, of which {@code partition.lua} tells. The address
 * is a field of its own: in IPv6 it is so long that both together would be too long for a small
 * row.
 */
final class Seat {
  private static final int LINES = 3;

  private Seat() {}

  /** Its last line may be anything: it is what the client says. */
  static String text(Claim claim) {
    Claim.Door door = claim.door();
    return claim.grace().toMillis() + "\n" + door.listener() + "\n" + door.version();
  }

  static Claim.Door door(String text, String remoteAddress) {
    String[] lines = text.split("\n", LINES);
    if (lines.length < LINES) {
      throw new IllegalStateException(
          "what Redis holds of a client ("
              + text
              + ") has "
              + lines.length
              + " lines, not "
              + LINES
              + ": somebody else writes below redis.prefix, choose another one");
    }
    return new Claim.Door(lines[1], remoteAddress, lines[LINES - 1]);
  }
}
