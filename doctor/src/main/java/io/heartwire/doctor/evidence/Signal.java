package io.heartwire.doctor.evidence;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One thing that is measured once a second. What cannot be measured here is not zero but absent:
 * {@link Reading#value} is then empty.
 */
public enum Signal {
  // The process.
  /** Processors that this process kept busy, 0 to all there are. */
  PROCESS_CPU("processors"),
  /** The worst time by which a thread that only waits woke too late: nobody ran us. */
  WATCHDOG_LATE("ms"),
  /** Time in which a thread that only waits was due and not run, in all of this second. */
  WATCHDOG_LOST("ms"),
  /** Time in pauses of the garbage collector. */
  GC_PAUSE("ms"),
  /** Time in which the virtual machine held all threads, collections included. */
  SAFEPOINT("ms"),
  /** Share of the heap that is used after what was last collected, 0 to 1. */
  HEAP_USED("share"),
  /** Share of the descriptors that are in use, 0 to 1. */
  DESCRIPTORS("share"),
  /** Page faults of this process that had to read the disk. */
  MAJOR_FAULTS("count"),

  // The machine.
  /** Share of all processors' time that is not idle, 0 to 1. */
  SYSTEM_CPU("share"),
  /** Share of all processors' time that the hypervisor gave to others, 0 to 1. */
  STEAL("share"),
  /**
   * Share of the second in which this cgroup was throttled, 0 to 1 and more (a sum over
   * processors).
   */
  THROTTLED("share"),
  /** Share of the time in which some task waited for a processor, 0 to 1. */
  CPU_PRESSURE("share"),
  /** Share of the time in which some task waited for memory, 0 to 1. */
  MEMORY_PRESSURE("share"),
  /** Share of the time in which some task waited for a disk, 0 to 1. */
  IO_PRESSURE("share"),
  /** Share of the memory that is available, 0 to 1. */
  MEMORY_AVAILABLE("share"),
  /** Wall clock against monotonic clock: by how much it was set in this second; negative: back. */
  CLOCK_STEP("ms"),
  /** Errors and drops of the network interfaces. */
  NIC_ERRORS("count"),
  /** Share of the connection tracking table that is in use, 0 to 1. */
  CONNTRACK("share"),
  /** Share of the kernel's memory for TCP that is in use, 0 to 1. */
  TCP_MEMORY("share"),

  // TCP, all sockets of this network namespace.
  /** Connections dropped because a listener's queue was full. */
  LISTEN_OVERFLOWS("count"),
  /** Connections dropped by listeners, for whatever reason. */
  LISTEN_DROPS("count"),
  /** Segments dropped because the reader's backlog was full. */
  BACKLOG_DROPS("count"),
  /** Segments dropped because a receive queue was full. */
  RECEIVE_QUEUE_DROPS("count"),
  /** Segments dropped because we announced a window of zero. */
  ZERO_WINDOW_DROPS("count"),
  /** Retransmission timeouts. */
  TCP_TIMEOUTS("count"),
  /** Segments sent again. */
  RETRANSMITS("count"),
  /** Resets received for established connections. */
  RESETS_RECEIVED("count"),

  // Sockets at our ports.
  /** Established. */
  ESTABLISHED("count"),
  /** Half of a handshake. */
  HANDSHAKES("count"),
  /** Closed by the peer and not yet by us. */
  CLOSE_WAIT("count"),
  /** Accepted by the kernel and not yet by us. */
  ACCEPT_QUEUE("count"),

  // The gateway.
  /** How late the latest event loop is. */
  LOOP_LAG("ms"),
  /** Event loops that have not come round for a second or longer. */
  LOOPS_BLOCKED("count"),
  /** Event loops that there are. */
  LOOPS("count"),
  /** Clients attached. */
  ATTACHED("count"),
  /** Clients on event loops that are blocked: nobody hears them. */
  UNHEARD("count"),
  /** Clients that have not answered a probe. */
  SUSPECTS("count"),
  /** Connections accepted. */
  CONNECTS("count"),
  /** Connections that could not be accepted. */
  ACCEPT_ERRORS("count"),
  /** Logins that succeeded. */
  LOGINS("count"),
  /** Logins that were told to come later. */
  DEFERRED("count"),
  /** Sessions that ended without anybody's wish. */
  DISCONNECTS("count"),
  /** Sessions that ended with a goodbye, or because we wanted it. */
  LEFT("count"),
  /** Heartbeats received. */
  HEARTBEATS("count"),
  /** Messages received; whoever sends them need not beat. */
  MESSAGES("count"),
  /** Clients whose bytes lay unread when we would have called them silent. */
  LATE_READS("count"),
  /** Time that handlers spent on event loops, all loops together. */
  HANDLERS_ON_LOOPS("ms"),
  /** The longest that messages waited for their handlers, 99 of 100. */
  QUEUE_WAIT("ms"),
  /** Connections whose reading we have suspended. */
  READS_SUSPENDED("count"),
  /** Clients that do not read what we send. */
  UNWRITABLE("count");

  private final String unit;

  Signal(String unit) {
    this.unit = unit;
  }

  /** Its name for people and in JSON, such as {@code loop-lag}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * What it counts: {@code ms}, {@code share}, {@code count} (in that second or now), {@code
   * processors}.
   */
  public String unit() {
    return unit;
  }
}
