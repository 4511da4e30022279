package io.heartwire.wire;

/**
 * What a server wants a client to change from now on, carried by a ping or pong.
 *
 * @param intervalMs beat at this interval; 0: as before
 * @param timeoutMs the server declares the client dead after this silence; 0: as before
 * @param groupVersion data of the client's group that is of another version is stale: drop it, then
 *     name this version in a ping; 0: nothing is stale
 */
public record Directives(long intervalMs, long timeoutMs, long groupVersion) {
  /** Nothing to change. */
  public static final Directives NONE = new Directives(0, 0, 0);

  public Directives {
    FieldLimits.checkNumber("directives.interval_ms", intervalMs);
    FieldLimits.checkNumber("directives.timeout_ms", timeoutMs);
    FieldLimits.checkNumber("directives.group_version", groupVersion);
  }

  /** Only about times. */
  public Directives(long intervalMs, long timeoutMs) {
    this(intervalMs, timeoutMs, 0);
  }

  /** True if there is nothing to change. */
  public boolean isEmpty() {
    return intervalMs == 0 && timeoutMs == 0 && groupVersion == 0;
  }
}
