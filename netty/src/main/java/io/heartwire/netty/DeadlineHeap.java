package io.heartwire.netty;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The idle handlers of one event loop, the one to look at first on top. Owned by that loop.
 *
 * <p>A binary heap that tells each element its place, so that removal needs no search: a handler
 * costs one array slot and no node.
 */
final class DeadlineHeap {
  private @Nullable IdleSubject[] slots = new @Nullable IdleSubject[8];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  @Nullable IdleSubject first() {
    return slots[0];
  }

  void add(IdleSubject handler) {
    if (size == slots.length) {
      slots = Arrays.copyOf(slots, size * 2);
    }
    siftUp(size++, handler);
  }

  void remove(IdleSubject handler) {
    int hole = handler.heapIndex;
    handler.heapIndex = IdleSubject.NOT_IN_HEAP;
    IdleSubject last = slots[--size];
    slots[size] = null;
    if (last == null || last == handler) {
      return;
    }
    siftDown(hole, last);
    if (slots[hole] == last) {
      siftUp(hole, last);
    }
  }

  private void siftUp(int from, IdleSubject handler) {
    int hole = from;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      IdleSubject above = slots[parent];
      if (above == null || !earlier(handler, above)) {
        break;
      }
      place(hole, above);
      hole = parent;
    }
    place(hole, handler);
  }

  private void siftDown(int from, IdleSubject handler) {
    int hole = from;
    while (true) {
      int child = 2 * hole + 1;
      IdleSubject below = child < size ? slots[child] : null;
      if (below == null) {
        break;
      }
      IdleSubject right = child + 1 < size ? slots[child + 1] : null;
      if (right != null && earlier(right, below)) {
        child++;
        below = right;
      }
      if (!earlier(below, handler)) {
        break;
      }
      place(hole, below);
      hole = child;
    }
    place(hole, handler);
  }

  private void place(int index, IdleSubject handler) {
    slots[index] = handler;
    handler.heapIndex = index;
  }

  private static boolean earlier(IdleSubject a, IdleSubject b) {
    return a.deadlineNanos - b.deadlineNanos < 0;
  }
}
