package io.heartwire.gateway.admission;

/**
 * Which client was told to come back when: open addressing over primitive arrays, 17 bytes an
 * entry, keyed by a hash of the client id.
 *
 * <p>NOT thread safe. Holds at most {@value #MAX_ENTRIES} clients; at the bound nobody new is
 * remembered before others have come or their time has long passed.
 */
final class SlotBook {
  /** The most clients remembered. */
  static final int MAX_ENTRIES = 1 << 20;

  /** How long after its slot a client is remembered. */
  static final long KEPT_NANOS = 60_000_000_000L;

  /** It came before its slot at least once. */
  static final byte CAME_EARLY = 1;

  /** It need not wait for its slot, which was given at a lower rate. */
  static final byte FREE = 2;

  /** Something is kept for it. */
  static final byte RESUMES = 4;

  private static final int FIRST_SIZE = 1 << 10;
  private static final long SWEEP_PAUSE_NANOS = 1_000_000_000L;

  private long[] keys = new long[FIRST_SIZE];
  private long[] slots = new long[FIRST_SIZE];
  private byte[] marks = new byte[FIRST_SIZE];
  private int size;
  private long sweptAt;

  SlotBook(long now) {
    sweptAt = now;
  }

  /** How many are remembered. */
  int size() {
    return size;
  }

  /** Where {@code key} stands until the next change; -1 if it is not remembered. */
  int find(long key, long now) {
    int at = place(key);
    if (keys[at] == 0) {
      return -1;
    }
    if (now - slots[at] > KEPT_NANOS) {
      remove(at);
      return -1;
    }
    return at;
  }

  long slot(int at) {
    return slots[at];
  }

  /** Its slot is at {@code slot} now. */
  void postpone(int at, long slot) {
    slots[at] = slot;
  }

  boolean is(int at, byte mark) {
    return (marks[at] & mark) != 0;
  }

  void mark(int at, byte mark) {
    marks[at] |= mark;
  }

  void unmark(int at, byte mark) {
    marks[at] = (byte) (marks[at] & ~mark);
  }

  /** Whoever is remembered now is {@link #FREE}. Takes time for each. */
  void freeAll() {
    for (int i = 0; i < marks.length; i++) {
      marks[i] |= FREE;
    }
  }

  /** Remembers a slot, which replaces an older one and keeps its marks; false without room. */
  boolean put(long key, long slot, long now) {
    int at = place(key);
    if (keys[at] == 0) {
      if (2 * (size + 1) > keys.length) {
        makeRoom(now);
        at = place(key);
      }
      if (size >= MAX_ENTRIES) {
        return false;
      }
      keys[at] = key;
      marks[at] = 0;
      size++;
    }
    slots[at] = slot;
    return true;
  }

  /** Forgets the entry at {@code at}; entries behind it move up, so that none is lost. */
  void remove(int at) {
    int mask = keys.length - 1;
    int hole = at;
    int next = at;
    while (true) {
      next = (next + 1) & mask;
      if (keys[next] == 0) {
        break;
      }
      int home = home(keys[next]);
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        keys[hole] = keys[next];
        slots[hole] = slots[next];
        marks[hole] = marks[next];
        hole = next;
      }
    }
    keys[hole] = 0;
    size--;
  }

  /* Sweeping a table that stays full would cost its size each time: once a second at most. */
  private void makeRoom(long now) {
    boolean mayGrow = keys.length < 2 * MAX_ENTRIES;
    if (!mayGrow && now - sweptAt < SWEEP_PAUSE_NANOS) {
      return;
    }
    sweptAt = now;
    long[] oldKeys = keys;
    long[] oldSlots = slots;
    byte[] oldMarks = marks;
    int alive = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      alive += oldKeys[i] != 0 && now - oldSlots[i] <= KEPT_NANOS ? 1 : 0;
    }
    int length = FIRST_SIZE;
    while (length < 4 * (alive + 1) && length < 2 * MAX_ENTRIES) {
      length *= 2;
    }
    keys = new long[length];
    slots = new long[length];
    marks = new byte[length];
    size = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != 0 && now - oldSlots[i] <= KEPT_NANOS) {
        int at = place(oldKeys[i]);
        keys[at] = oldKeys[i];
        slots[at] = oldSlots[i];
        marks[at] = oldMarks[i];
        size++;
      }
    }
  }

  /** Where {@code key} stands, or would stand. */
  private int place(long key) {
    int mask = keys.length - 1;
    int at = home(key);
    while (keys[at] != 0 && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private int home(long key) {
    return (int) (key ^ key >>> 32) & (keys.length - 1);
  }
}
