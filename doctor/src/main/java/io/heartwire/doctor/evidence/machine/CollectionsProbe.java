package io.heartwire.doctor.evidence.machine;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.RuntimeMXBean;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Pauses of the garbage collector, and the heap after a collection.
 *
 * <p>The sum comes from the collectors' own counters, the long ones and the heap from their
 * notifications. Work that runs beside the application is no pause, whatever its duration.
 */
final class CollectionsProbe extends MachineProbe {
  /** From here on a pause is a happening. */
  static final long PAUSE_MS = 50;

  private final List<GarbageCollectorMXBean> collectors =
      ManagementFactory.getGarbageCollectorMXBeans();
  private final Set<String> heapPools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toUnmodifiableSet());
  private final RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
  private final long maxHeapBytes = Runtime.getRuntime().maxMemory();
  private final NotificationListener listener = this::notified;
  private final InstantSource wall;
  private final long reportedMs;
  private final Counter paused = new Counter();
  private volatile Consumer<Happening> happenings = any -> {};

  /** Of the notifications' thread. */
  private long leastApartMs = Long.MAX_VALUE;

  private volatile double heapUsed = Double.NaN;

  /**
   * A probe of this virtual machine's collectors.
   *
   * @param reportedMs pauses from this long on are happenings
   */
  CollectionsProbe(InstantSource wall, long reportedMs) {
    super(Signal.GC_PAUSE, Signal.HEAP_USED);
    this.wall = wall;
    this.reportedMs = reportedMs;
  }

  @Override
  public void begin(Consumer<Happening> happenings) {
    this.happenings = happenings;
    for (GarbageCollectorMXBean collector : collectors) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(listener, null, null);
      }
    }
  }

  @Override
  public void end() {
    happenings = any -> {};
    for (GarbageCollectorMXBean collector : collectors) {
      if (collector instanceof NotificationEmitter emitter) {
        try {
          emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException neverBegun) {
          // Then there is nothing to end.
        }
      }
    }
  }

  @Override
  void measure(Reading.Builder reading) throws NotHere {
    if (collectors.isEmpty()) {
      throw new NotHere("this virtual machine has no garbage collector that tells its pauses");
    }
    reading.set(Signal.GC_PAUSE, paused.grownTo(pausedMs()));
    reading.set(Signal.HEAP_USED, heapUsed);
  }

  /** How long the collectors of this virtual machine have held all threads so far. */
  static long pausedMs() {
    long sumMs = 0;
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (isPausing(collector.getName())) {
        sumMs += Math.max(0, collector.getCollectionTime());
      }
    }
    return sumMs;
  }

  /** Concurrent collectors have a bean for the pauses and one for whole cycles. */
  static boolean isPausing(String collector) {
    return !collector.contains("Cycles");
  }

  private void notified(Notification notification, Object handback) {
    if (!notification
            .getType()
            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
        || !(notification.getUserData() instanceof CompositeData data)) {
      return;
    }
    GarbageCollectionNotificationInfo news = GarbageCollectionNotificationInfo.from(data);
    GcInfo info = news.getGcInfo();
    heapUsed = heapUsed(info.getMemoryUsageAfterGc());
    long sinceEndMs = sinceEndMs(info);
    if (isPausing(news.getGcName()) && info.getDuration() >= reportedMs) {
      Instant from = wall.instant().minusMillis(sinceEndMs + info.getDuration());
      happenings.accept(
          new Happening(
              Happening.Kind.GC_PAUSE,
              from,
              info.getDuration(),
              news.getGcName(),
              news.getGcCause(),
              List.of()));
    }
  }

  /**
   * How long ago the collection ended. Its times and the uptime begin to count some milliseconds
   * apart, which shows in the notification that came fastest.
   */
  private long sinceEndMs(GcInfo info) {
    long apartMs = runtime.getUptime() - info.getEndTime();
    leastApartMs = Math.min(leastApartMs, apartMs);
    return apartMs - leastApartMs;
  }

  private double heapUsed(Map<String, MemoryUsage> after) {
    long usedBytes = 0;
    for (Map.Entry<String, MemoryUsage> pool : after.entrySet()) {
      if (heapPools.contains(pool.getKey())) {
        usedBytes += pool.getValue().getUsed();
      }
    }
    return (double) usedBytes / maxHeapBytes;
  }
}
