package io.heartwire.gateway.session;

import io.heartwire.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Words to find a client by: those that it brought, and those of its token. Immutable; equal if
 * they are the same words.
 *
 * @param names without duplicates, in order; none is empty or longer than {@value
 *     Frame.Hello#MAX_TAG_BYTES} bytes of UTF-8; at most {@value #MAX}
 */
public record Tags(List<String> names) {
  /** As many as a client may bring, and as many again by its token. */
  public static final int MAX = 2 * Frame.Hello.MAX_TAGS;

  /** None. */
  public static final Tags NONE = new Tags(List.of());

  public Tags {
    names = List.copyOf(new TreeSet<>(names));
    if (names.size() > MAX) {
      throw new IllegalArgumentException(
          "a client has " + names.size() + " tags, limit " + MAX + ": leave some out");
    }
    for (String name : names) {
      int bytes = name.getBytes(StandardCharsets.UTF_8).length;
      if (bytes == 0 || bytes > Frame.Hello.MAX_TAG_BYTES) {
        throw new IllegalArgumentException(
            "a tag has "
                + bytes
                + " bytes, allowed are 1 to "
                + Frame.Hello.MAX_TAG_BYTES
                + ": correct it");
      }
    }
  }

  /** These and {@code others}. */
  public Tags and(Tags others) {
    if (others.names.isEmpty() || names.isEmpty()) {
      return names.isEmpty() ? others : this;
    }
    List<String> all = new ArrayList<>(names);
    all.addAll(others.names);
    return new Tags(all);
  }

  /** True if one of them is {@code name}. */
  public boolean contains(String name) {
    return names.contains(name);
  }
}
