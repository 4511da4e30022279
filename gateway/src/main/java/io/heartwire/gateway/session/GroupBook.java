package io.heartwire.gateway.session;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which version the data of each group is of. Thread safe. What it knows is durable elsewhere, and
 * told to it.
 *
 * <p>Bound: {@value #MAX} groups have a version; whether there is room for one more is to be
 * {@linkplain #hasRoomFor asked} before it is made durable.
 */
public final class GroupBook {
  /** How many groups can have a version. */
  public static final int MAX = 10_000;

  private final Map<String, GroupData> groups = new ConcurrentHashMap<>();

  GroupBook() {}

  /** Whether {@code group} has a version, or may get one. */
  public boolean hasRoomFor(String group) {
    return groups.containsKey(group) || groups.size() < MAX;
  }

  /** The version of the data of {@code group}; 0 if it never had one. */
  public long version(String group) {
    return of(group).version();
  }

  /** All groups whose data has a version, with it; a copy. */
  public Map<String, Long> versions() {
    Map<String, Long> all = new TreeMap<>();
    groups.forEach((name, data) -> all.put(name, data.version()));
    return all;
  }

  GroupData of(String group) {
    return groups.getOrDefault(group, GroupData.NONE);
  }

  /** Takes a newer version; answers true if the group had none before. */
  synchronized boolean renewed(String group, long version) {
    GroupData known = groups.get(group);
    if (known == null) {
      groups.put(group, new GroupData(version));
      return true;
    }
    if (version > known.version()) {
      known.renewed(version);
    }
    return false;
  }
}
