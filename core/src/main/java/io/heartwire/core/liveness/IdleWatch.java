package io.heartwire.core.liveness;

/**
 * The idle times of one connection: how long nothing was read, nothing was written, or neither.
 *
 * <p>NOT thread safe: the connection's event loop owns it. Times are nanoseconds of a monotonic
 * clock with any origin. A period of zero or less turns its kind off; periods beyond 73 years are
 * cut to that. The caller tells what happened ({@link #heard}, {@link #wrote}), asks at {@link
 * #nextCheckNanos} what is {@link #due}, and tells what came of it ({@link #fired}, {@link
 * #postponed}).
 */
public final class IdleWatch {
  /** What may be idle. */
  public enum Kind {
    /** Nothing was read. */
    READER,
    /** Nothing was written. */
    WRITER,
    /** Nothing was read and nothing was written. */
    ALL
  }

  /**
   * How long a silence that cannot be held against the peer is excused, at most, beyond its period.
   */
  public static final long MAX_EXCUSE_NANOS = 60_000_000_000L;

  /* Two deadlines are compared by difference, so no deadline may be further away than half the range of a long. */
  private static final long MAX_PERIOD_NANOS = Long.MAX_VALUE / 4;

  private final long readerNanos;
  private final long writerNanos;
  private final long allNanos;
  private long readAtNanos;
  private long wroteAtNanos;
  private long readerCheckNanos;
  private long writerCheckNanos;
  private long allCheckNanos;
  private boolean readerFirst;
  private boolean writerFirst;
  private boolean allFirst;

  /** A watch over what is read, what is written, and both; it begins with {@link #start}. */
  public IdleWatch(long readerNanos, long writerNanos, long allNanos) {
    this.readerNanos = readerNanos;
    this.writerNanos = writerNanos;
    this.allNanos = allNanos;
  }

  /** Everything happened just now: no silence yet. */
  public void start(long nowNanos) {
    readAtNanos = nowNanos;
    wroteAtNanos = nowNanos;
    readerFirst = true;
    writerFirst = true;
    allFirst = true;
    readerCheckNanos = nowNanos + period(Kind.READER);
    writerCheckNanos = nowNanos + period(Kind.WRITER);
    allCheckNanos = nowNanos + period(Kind.ALL);
  }

  /** Something was read at {@code nowNanos}; the next reader or all idleness is a first one. */
  public void heard(long nowNanos) {
    readAtNanos = nowNanos;
    readerFirst = true;
    allFirst = true;
  }

  /** Something was written, with success; the next writer or all idleness is a first one. */
  public void wrote(long nowNanos) {
    wroteAtNanos = nowNanos;
    writerFirst = true;
    allFirst = true;
  }

  /** The reader's silence begins anew at {@code nowNanos}, but the event stays what it was. */
  public void resetRead(long nowNanos) {
    readAtNanos = nowNanos;
  }

  /** The writer's silence begins anew at {@code nowNanos}, but the event stays what it was. */
  public void resetWrite(long nowNanos) {
    wroteAtNanos = nowNanos;
  }

  /** The period of {@code kind} as it was given. */
  public long periodNanos(Kind kind) {
    return switch (kind) {
      case READER -> readerNanos;
      case WRITER -> writerNanos;
      case ALL -> allNanos;
    };
  }

  /** Whether {@code kind} is watched at all. */
  public boolean watches(Kind kind) {
    return periodNanos(kind) > 0;
  }

  /** Whether anything is watched at all. */
  public boolean watchesAnything() {
    return readerNanos > 0 || writerNanos > 0 || allNanos > 0;
  }

  /** When something was last written. */
  public long wroteAtNanos() {
    return wroteAtNanos;
  }

  /** The earliest moment at which {@link #due} may answer yes, if anything is watched. */
  public long nextCheckNanos() {
    long next = 0;
    boolean found = false;
    for (Kind kind : KINDS) {
      if (watches(kind) && (!found || check(kind) - next < 0)) {
        next = check(kind);
        found = true;
      }
    }
    return next;
  }

  /**
   * Whether {@code kind} has been idle for its period. If not, its next check is moved to the
   * moment at which it will have been.
   */
  public boolean due(Kind kind, long nowNanos) {
    if (!watches(kind) || nowNanos - check(kind) < 0) {
      return false;
    }
    long missingNanos = period(kind) - silenceNanos(kind, nowNanos);
    if (missingNanos <= 0) {
      return true;
    }
    check(kind, nowNanos + missingNanos);
    return false;
  }

  /**
   * The idleness of {@code kind} was told: it is told again after another period. Returns whether
   * it was the first since something happened.
   */
  public boolean fired(Kind kind, long nowNanos) {
    check(kind, nowNanos + period(kind));
    boolean first = first(kind);
    switch (kind) {
      case READER -> readerFirst = false;
      case WRITER -> writerFirst = false;
      case ALL -> allFirst = false;
    }
    return first;
  }

  /**
   * Excuses the silence of {@code kind} for one more period, because it is not the peer's: looks
   * again then. Returns false, and does nothing, once {@link #MAX_EXCUSE_NANOS} are used up.
   */
  public boolean postponed(Kind kind, long nowNanos) {
    long leftNanos = period(kind) + MAX_EXCUSE_NANOS - silenceNanos(kind, nowNanos);
    if (leftNanos <= 0) {
      return false;
    }
    check(kind, nowNanos + Math.min(period(kind), leftNanos));
    return true;
  }

  private static final Kind[] KINDS = Kind.values();

  private long silenceNanos(Kind kind, long nowNanos) {
    long readAgo = nowNanos - readAtNanos;
    long wroteAgo = nowNanos - wroteAtNanos;
    return switch (kind) {
      case READER -> readAgo;
      case WRITER -> wroteAgo;
      case ALL -> Math.min(readAgo, wroteAgo);
    };
  }

  private long period(Kind kind) {
    return Math.min(periodNanos(kind), MAX_PERIOD_NANOS);
  }

  private boolean first(Kind kind) {
    return switch (kind) {
      case READER -> readerFirst;
      case WRITER -> writerFirst;
      case ALL -> allFirst;
    };
  }

  private long check(Kind kind) {
    return switch (kind) {
      case READER -> readerCheckNanos;
      case WRITER -> writerCheckNanos;
      case ALL -> allCheckNanos;
    };
  }

  private void check(Kind kind, long atNanos) {
    switch (kind) {
      case READER -> readerCheckNanos = atNanos;
      case WRITER -> writerCheckNanos = atNanos;
      case ALL -> allCheckNanos = atNanos;
    }
  }
}
