package io.heartwire.client;

import io.heartwire.wire.GroupVersion;
import java.util.function.ObjLongConsumer;

/**
 * Which data of which group the application has, as far as this client knows: what it said at the
 * beginning, then what it was last told to drop. Thread safe.
 *
 * <p>The application is told once for each version, over as many connections as it takes; again if
 * it throws, because then it may still have the old data. Bound: one call waits or runs at a time,
 * and the one after it is about the latest version.
 */
final class GroupMemory {
  private final ObjLongConsumer<String> onStale;
  private final Callbacks callbacks;
  private volatile GroupVersion has;
  private volatile GroupVersion wanted = GroupVersion.NONE;
  private boolean telling;

  GroupMemory(GroupVersion has, ObjLongConsumer<String> onStale, Callbacks callbacks) {
    this.has = has;
    this.onStale = onStale;
    this.callbacks = callbacks;
  }

  /** What the application has, for the next login. */
  GroupVersion has() {
    return has;
  }

  /** What a ping says: the version that the application has of the present group's data. */
  long version() {
    GroupVersion present = has;
    return present.group().equals(wanted.group()) ? present.version() : 0;
  }

  /** The login was answered: this is the group, and what its data is of. */
  synchronized void welcomed(GroupVersion present) {
    if (present.isEmpty()) {
      // A server that knows nothing of it.
      return;
    }
    if (has.isEmpty() && present.version() == 0) {
      has = present;
    }
    wanted = present;
    tellIfStale(() -> {});
  }

  /**
   * The server says that data of another version than this is stale.
   *
   * @param dropped run on the application's executor when it has been dropped
   */
  synchronized void stale(long version, Runnable dropped) {
    wanted = new GroupVersion(wanted.group(), version);
    tellIfStale(dropped);
  }

  private synchronized void tellIfStale(Runnable dropped) {
    if (!telling && !wanted.equals(has)) {
      telling = true;
      callbacks.run(() -> tell(dropped));
    }
  }

  private void tell(Runnable dropped) {
    GroupVersion now = wanted;
    boolean done = false;
    try {
      onStale.accept(now.group(), now.version());
      done = true;
    } finally {
      told(now, done);
    }
    dropped.run();
    tellIfStale(dropped);
  }

  private synchronized void told(GroupVersion now, boolean done) {
    telling = false;
    if (done) {
      has = now;
    }
  }
}
