package io.heartwire.gateway.session;

/**
 * The data that the members of one group have in common, of which we know the version. One for all
 * sessions of the group, so that a heartbeat looks at one number. Thread safe.
 */
final class GroupData {
  /** Of all groups whose data never had a version. */
  static final GroupData NONE = new GroupData(0);

  private volatile long version;

  GroupData(long version) {
    this.version = version;
  }

  /** The present version; 0 if it never had one. */
  long version() {
    return version;
  }

  /** The data is another one from now on; only {@link GroupBook} says so. */
  void renewed(long newer) {
    version = newer;
  }
}
