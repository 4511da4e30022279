package io.heartwire.cli.fleet;

/** One simulated device: what it noticed goes to the log and the counters. Thread safe. */
final class Device {
  private final String id;
  private final FleetLog log;
  private final FleetCounters counters;
  private volatile boolean silent;
  private volatile boolean online;
  private boolean arrived;

  Device(String id, FleetLog log, FleetCounters counters) {
    this.id = id;
    this.log = log;
    this.counters = counters;
  }

  String id() {
    return id;
  }

  boolean isSilent() {
    return silent;
  }

  void fallSilent() {
    silent = true;
    log.event(id, "silent");
  }

  void freeze() {
    log.event(id, "frozen");
  }

  void connecting() {
    log.event(id, "connect");
  }

  void wrote(int bytes) {
    counters.writes.increment();
    log.event(id, "write", "bytes", bytes);
  }

  void read(int bytes) {
    counters.reads.increment();
    log.event(id, "read", "bytes", bytes);
  }

  /** It has logged in; true if that is the first time. */
  synchronized boolean online() {
    boolean first = !arrived;
    arrived = true;
    if (!online) {
      online = true;
      counters.online.increment();
      counters.logins.increment();
      log.event(id, "online");
    }
    return first;
  }

  /** Its connection is gone, or could not be made. */
  synchronized void offline(String reason, String detail) {
    if (online) {
      online = false;
      counters.online.decrement();
      counters.lost(reason);
    }
    log.lost(id, reason, detail);
  }

  void closed(String reason) {
    log.event(id, "closed");
    if (online) {
      offline(reason, "");
    }
  }
}
