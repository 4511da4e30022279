package io.heartwire.gateway.session;

import java.util.Optional;

/**
 * Who a client turned out to be.
 *
 * @param user the user it acts for, if any
 * @param group the group whose policy it is held to
 */
public record Identity(Optional<String> user, String group) {
  /** The group of those who are in no other. */
  public static final String DEFAULT_GROUP = "default";

  /** Nobody in particular, in the default group. */
  public static final Identity ANONYMOUS = new Identity(Optional.empty(), DEFAULT_GROUP);
}
