package io.heartwire.gateway.cluster;

/** The keys of what each gateway says of itself, see {@link Peers#describe}. */
public final class NodeFacts {
  /** When it was started, by its wall clock, as in {@code 2026-01-31T12:00:00Z}. */
  public static final String SINCE = "since";

  /** How many clients are attached to it. */
  public static final String CLIENTS = "clients";

  /** How many logins have succeeded since its start. */
  public static final String LOGINS = "logins";

  /** {@code live} or {@code draining}. */
  public static final String STATE = "state";

  /** Where its administration is, as a link; it may be a loopback address. */
  public static final String ADMIN = "admin";

  /** Which version it is. */
  public static final String VERSION = "version";

  private NodeFacts() {}
}
