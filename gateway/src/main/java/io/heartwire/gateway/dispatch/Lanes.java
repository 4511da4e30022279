package io.heartwire.gateway.dispatch;

import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The lanes for queued messages. Thread safe.
 *
 * <p>All messages of a client go to one lane, so that they stay in order; which one its name
 * decides. A lane whose handler does not end may leave its thread behind, but no more threads are
 * left behind at a time than there are lanes.
 */
final class Lanes {
  private final List<Lane> lanes;
  private final AtomicInteger leftBehind = new AtomicInteger();

  Lanes(int count, int capacity, ThreadFactory threads) {
    this.lanes = IntStream.range(0, count).mapToObj(i -> new Lane(capacity, threads)).toList();
  }

  /** The lane of the client that {@code inbound} belongs to. */
  Lane of(Inbound inbound) {
    int hash = inbound.peer().clientId().hashCode();
    // Names that differ in their last characters only would share few lanes.
    hash ^= hash >>> 16;
    return lanes.get(Math.floorMod(hash * 0x9E3779B9, lanes.size()));
  }

  /** Lets the lane of {@code stuck} go on with another thread; false if too many are left. */
  boolean leaveBehind(Delivery stuck) {
    if (leftBehind.incrementAndGet() > lanes.size()) {
      leftBehind.decrementAndGet();
      return false;
    }
    of(stuck.inbound()).leaveBehind(stuck);
    return true;
  }

  /** A thread that was left behind has come back, and ended. */
  void cameBack() {
    leftBehind.decrementAndGet();
  }

  int leftBehind() {
    return leftBehind.get();
  }

  int waiting() {
    return lanes.stream().mapToInt(Lane::waiting).sum();
  }

  void close() {
    lanes.forEach(Lane::close);
  }

  /** What no lane has begun with, and none does any more. */
  List<Delivery> emptied() {
    return lanes.stream().flatMap(lane -> lane.emptied().stream()).toList();
  }
}
