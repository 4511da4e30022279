package io.heartwire.gateway.admission;

import io.heartwire.gateway.config.LoginRate;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Decides who may log in when all come at once. Thread safe; each call takes constant time.
 *
 * <p>Logins begin at a rate, with a burst of half a second's worth. Whoever comes when that is used
 * up is given a slot of its own and told when to come back. First served are clients that resume,
 * then those that come at their slot, then those that have none; these take no token that a client
 * which is due will need. A client that comes before its slot is not let in, whoever else is there,
 * or not there: it is told the same slot again, a tenth of a second later each time.
 *
 * <p>Bounds: logins in flight, {@value SlotBook#MAX_ENTRIES} slots given out (beyond it a client is
 * told a time and gets no slot), one hour ahead.
 */
public final class AdmissionControl {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLISECOND = SECOND / 1_000;
  private static final long EARLY_PENALTY = SECOND / 10;
  private static final long EARLY_TOLERANCE = SECOND / 10;
  /* Clients come up to a second after their slot: at a low rate more at once than the bucket holds. */
  private static final int OWED_AT_MOST = 5;
  private static final int UNRATED_SPREAD_MS = 4_000;
  private static final double RESERVE = 0.8;

  private final Settings settings;
  private final RandomGenerator random;
  private final long seed;
  private final SlotBook book;
  private final DueSlots dues;
  private final DueSlots duesOfFirst;
  private final Capacity capacity;
  private final TokenBucket bucket;
  private final AdmissionCounts counts = new AdmissionCounts();
  private LoginRate rate;
  private ClusterShare share = ClusterShare.UNBOUNDED;
  private int inFlight;
  private long nextSlot;
  private long nextSlotOfFirst;

  /**
   * What it is held to.
   *
   * @param rate logins that may begin in a second
   * @param slowLogin what is too long for a login, where the rate is found out
   * @param inFlightMax logins under way at a time
   */
  public record Settings(LoginRate rate, Duration slowLogin, int inFlightMax) {
    public Settings {
      if (inFlightMax < 1) {
        throw new IllegalArgumentException(
            "logins in flight (" + inFlightMax + ") must be at least 1: raise it");
      }
    }
  }

  /** In what order clients are served. */
  private enum Claim {
    /** Something is kept for it. */
    RESUMES,
    /** It comes at its slot, or somewhat after it. */
    KEEPS_SLOT,
    /** It has no slot, or one that is far ahead only because the rate was lower. */
    FRESH,
    /** It was told to come later than this. */
    EARLY
  }

  /**
   * One that begins at {@code now}.
   *
   * @param random thread safe; unpredictable, so that nobody can aim at another's place in the book
   */
  public AdmissionControl(Settings settings, RandomGenerator random, long now) {
    this.settings = settings;
    this.random = random;
    this.seed = random.nextLong();
    this.rate = settings.rate();
    this.book = new SlotBook(now);
    this.dues = new DueSlots(now);
    this.duesOfFirst = new DueSlots(now);
    this.capacity = new Capacity(settings.slowLogin().toNanos(), now);
    this.bucket = new TokenBucket(rateInForce(), now);
    this.nextSlot = now;
    this.nextSlotOfFirst = now;
  }

  /**
   * {@code clientId} wants to log in.
   *
   * @param resumes whether something is kept for it
   */
  public synchronized Decision ask(String clientId, boolean resumes, long now) {
    pass(now);
    long key = ClientHash.of(clientId, seed);
    int at = book.find(key, now);
    boolean early = at >= 0 && book.slot(at) - now > EARLY_TOLERANCE;
    if (early) {
      countEarly(at);
    }
    Claim claim = claim(at, early, resumes);
    boolean full = inFlight >= settings.inFlightMax();
    if (!full
        && (rate.kind() == LoginRate.Kind.OFF || hasTokenFor(claim, at >= 0 && !early, now))) {
      return admitted(claim, at, now);
    }
    counts.deferred++;
    if (!shareBinds()) {
      // Where the cluster's bound holds them back, nobody has tried whether more would be answered.
      capacity.tooFew();
    }
    Decision.Why why = full ? Decision.Why.IN_FLIGHT : Decision.Why.RATE;
    if (rate.kind() == LoginRate.Kind.OFF) {
      return later(why, SECOND + random.nextInt(UNRATED_SPREAD_MS + 1) * MILLISECOND);
    }
    return later(why, slot(claim, key, at, now) - now);
  }

  /** The authenticator has answered the login that began at {@code beganAt}. */
  public synchronized void answered(long beganAt, long now) {
    capacity.answered(beganAt, now);
  }

  /** A login that was admitted is under way no longer; once for each. */
  public synchronized void left() {
    inFlight--;
  }

  /** A login has ended in a session. */
  public synchronized void welcomed() {
    counts.welcomed++;
  }

  /**
   * Changes the rate while running. Slots that were given out stay as they are; but where it was
   * raised, whoever comes before its slot is served once as if it had none.
   */
  public synchronized void admit(LoginRate rate, long now) {
    pass(now);
    this.rate = rate;
    changed(now);
  }

  /**
   * As {@link #admit}: from now on this gateway keeps to its share of a cluster's logins as well,
   * unless any number of logins is let in.
   */
  public synchronized void share(ClusterShare share, long now) {
    pass(now);
    this.share = share;
    changed(now);
  }

  private void changed(long now) {
    double before = bucket.perSecond();
    bucket.rate(rateInForce(), now);
    if (bucket.perSecond() > before) {
      book.freeAll();
    }
    // The queue as it is, at the new rate: what was told at another rate binds nobody new.
    nextSlotOfFirst = now;
    nextSlot = now + Math.min(DueSlots.HORIZON_NANOS, (long) (book.size() * turn()));
  }

  /** How it stands. */
  public synchronized AdmissionState state(long now) {
    pass(now);
    return new AdmissionState(
        rate,
        share,
        rate.kind() == LoginRate.Kind.OFF ? 0 : bucket.perSecond(),
        capacity.perSecond(),
        Duration.ofMillis(capacity.p99Ms()),
        Math.max(0, bucket.fill(now)),
        bucket.burst(),
        new AdmissionState.Slots(
            book.size(), dues.due(), dues.missed(), Duration.ofNanos(Math.max(0, nextSlot - now))),
        inFlight,
        settings.inFlightMax(),
        counts.copy());
  }

  private void pass(long now) {
    dues.advance(now);
    duesOfFirst.advance(now);
    if (capacity.evaluate(inFlight, now) && rate.kind() == LoginRate.Kind.ADAPTIVE) {
      bucket.rate(rateInForce(), now);
    }
  }

  private double rateInForce() {
    return Math.min(ownRate(), share.perSecond());
  }

  private double ownRate() {
    return rate.kind() == LoginRate.Kind.FIXED
        ? rate.perSecond()
        : capacity.perSecond() * Capacity.USED;
  }

  private boolean shareBinds() {
    return share.perSecond() < ownRate();
  }

  private void countEarly(int at) {
    counts.ignoredHints++;
    if (!book.is(at, SlotBook.CAME_EARLY)) {
      counts.ignoringClients++;
      book.mark(at, SlotBook.CAME_EARLY);
    }
  }

  private Claim claim(int at, boolean early, boolean resumes) {
    if (early && !book.is(at, SlotBook.FREE)) {
      return Claim.EARLY;
    }
    if (resumes) {
      return Claim.RESUMES;
    }
    return at < 0 || early ? Claim.FRESH : Claim.KEEPS_SLOT;
  }

  private boolean hasTokenFor(Claim claim, boolean due, long now) {
    double tokens = bucket.fill(now);
    int owed = due ? OWED_AT_MOST : 0;
    return switch (claim) {
      case RESUMES -> tokens + owed >= 1;
      case KEEPS_SLOT -> tokens + owed >= 1 + kept(duesOfFirst);
      case FRESH -> tokens >= 1 + kept(dues);
      case EARLY -> false;
    };
  }

  /* Never all that the bucket holds: what dead clients do not take would be lost. */
  private double kept(DueSlots dues) {
    return Math.min(dues.due(), Math.min(bucket.burst() * RESERVE, bucket.burst() - 1));
  }

  private Decision admitted(Claim claim, int at, long now) {
    counts.admitted(claim == Claim.RESUMES, claim == Claim.KEEPS_SLOT);
    if (rate.kind() != LoginRate.Kind.OFF) {
      bucket.take();
    }
    if (at >= 0) {
      expectNoLonger(at);
      book.remove(at);
    }
    capacity.began(inFlight == 0, now);
    inFlight++;
    return new Decision.Admitted(now);
  }

  /** When the client is to come back, from what it has and what it may claim. */
  private long slot(Claim claim, long key, int at, long now) {
    if (claim == Claim.EARLY) {
      return laterSlotOfItsOwn(at, now);
    }
    long turn = (long) turn();
    long last = next(nextSlot, turn, now);
    if (claim == Claim.FRESH && at >= 0 && book.slot(at) - last <= 0) {
      // It may take another slot because the rate was raised, but its own is no worse.
      return laterSlotOfItsOwn(at, now);
    }
    if (claim != Claim.KEEPS_SLOT) {
      // Whoever was told a slot in vain has had its share of the queue.
      nextSlot = last;
    }
    long slot = last;
    if (claim != Claim.FRESH) {
      // Whoever is served first, or was told a slot in vain, does not queue behind all the others.
      nextSlotOfFirst = next(nextSlotOfFirst, turn, now);
      slot = nextSlotOfFirst;
    }
    if (slot - now > DueSlots.HORIZON_NANOS) {
      nextSlot = now + DueSlots.HORIZON_NANOS;
      return now + DueSlots.HORIZON_NANOS - SECOND * random.nextInt(1_800);
    }
    if (at >= 0) {
      expectNoLonger(at);
      book.unmark(at, (byte) (SlotBook.FREE | SlotBook.RESUMES));
    }
    if (book.put(key, slot, now)) {
      int kept = book.find(key, now);
      if (claim == Claim.RESUMES) {
        book.mark(kept, SlotBook.RESUMES);
      }
      expect(kept);
    }
    return slot;
  }

  private long laterSlotOfItsOwn(int at, long now) {
    long wait = Math.min(DueSlots.HORIZON_NANOS, book.slot(at) + EARLY_PENALTY - now);
    expectNoLonger(at);
    book.postpone(at, now + wait);
    book.unmark(at, SlotBook.FREE);
    expect(at);
    return now + wait;
  }

  private void expect(int at) {
    dues.add(book.slot(at));
    if (book.is(at, SlotBook.RESUMES)) {
      duesOfFirst.add(book.slot(at));
    }
  }

  private void expectNoLonger(int at) {
    dues.remove(book.slot(at));
    if (book.is(at, SlotBook.RESUMES)) {
      duesOfFirst.remove(book.slot(at));
    }
  }

  private static long next(long pointer, long turn, long now) {
    long earliest = now + SECOND;
    return (pointer - earliest > 0 ? pointer : earliest) + turn;
  }

  /** How long one login takes up the rate, in nanoseconds. */
  private double turn() {
    return SECOND / bucket.perSecond();
  }

  private Decision later(Decision.Why why, long waitNanos) {
    // Rounded up: whoever comes when it was told to has not come too early.
    long waitMs = (Math.max(0, waitNanos) + MILLISECOND - 1) / MILLISECOND;
    String detail =
        why == Decision.Why.IN_FLIGHT
            ? "logins in flight "
                + inFlight
                + " of "
                + settings.inFlightMax()
                + " (login.in-flight-max)"
            : "logins are let in at "
                + Math.round(bucket.perSecond())
                + " a second"
                + (shareBinds()
                    ? " (admission.cluster-rate "
                        + share.budget()
                        + ", shared by "
                        + share.gateways()
                        + ")"
                    : " (admission.rate)");
    return new Decision.Later(why, Duration.ofMillis(waitMs), detail);
  }
}
