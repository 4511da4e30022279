package io.heartwire.gateway.session;

import io.heartwire.wire.GroupVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Who a client turned out to be.
 *
 * @param user the user it acts for, if any
 * @param group the group whose policy it is held to, at most {@value #MAX_GROUP_BYTES} bytes of
 *     UTF-8
 * @param tags words to find it by: of what it {@linkplain Login#tags brought}, what the
 *     authenticator lets stand, and what that adds
 * @param expiry when what it proved this with runs out; empty for never. A connection outlives it
 *     only shortly
 */
public record Identity(Optional<String> user, String group, Tags tags, Optional<Instant> expiry) {
  /** The group of those who are in no other. */
  public static final String DEFAULT_GROUP = "default";

  /** The longest name of a group, in bytes of UTF-8. */
  public static final int MAX_GROUP_BYTES = GroupVersion.MAX_GROUP_BYTES;

  /** Nobody in particular, in the default group. */
  public static final Identity ANONYMOUS = new Identity(Optional.empty(), DEFAULT_GROUP);

  public Identity {
    int bytes = group.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_GROUP_BYTES) {
      throw new IllegalArgumentException(
          "the name of a group has " + bytes + " bytes, limit " + MAX_GROUP_BYTES + ": shorten it");
    }
  }

  /** For ever. */
  public Identity(Optional<String> user, String group, Tags tags) {
    this(user, group, tags, Optional.empty());
  }

  /** Without tags, for ever. */
  public Identity(Optional<String> user, String group) {
    this(user, group, Tags.NONE);
  }

  /** The same with tags beside those that it has. */
  public Identity with(Tags more) {
    return more.names().isEmpty() ? this : new Identity(user, group, tags.and(more), expiry);
  }
}
