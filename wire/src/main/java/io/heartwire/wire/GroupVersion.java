package io.heartwire.wire;

/**
 * The version of the data that the members of a group have in common.
 *
 * @param group its name, at most {@value #MAX_GROUP_BYTES} bytes of UTF-8; may be empty if unknown
 * @param version of two versions the greater is the newer; 0: it never had one
 */
public record GroupVersion(String group, long version) {
  /** The longest name of a group, in bytes of UTF-8. */
  public static final int MAX_GROUP_BYTES = 256;

  /** No group is known, and no version. */
  public static final GroupVersion NONE = new GroupVersion("", 0);

  public GroupVersion {
    FieldLimits.checkText("group_version.group", group, MAX_GROUP_BYTES);
    FieldLimits.checkNumber("group_version.version", version);
  }

  /** True if it says nothing. */
  public boolean isEmpty() {
    return group.isEmpty() && version == 0;
  }
}
