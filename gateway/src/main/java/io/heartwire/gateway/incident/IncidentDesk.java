package io.heartwire.gateway.incident;

import io.heartwire.core.liveness.BreakerEvent;
import io.heartwire.doctor.Incident;
import io.heartwire.doctor.cases.CaseFile;
import io.heartwire.doctor.cases.IncidentDetector;
import io.heartwire.doctor.cases.IncidentDetector.Change;
import io.heartwire.doctor.cases.Trigger;
import io.heartwire.doctor.diagnosis.Cause;
import io.heartwire.doctor.diagnosis.Diagnosis;
import io.heartwire.doctor.diagnosis.Doctor;
import io.heartwire.doctor.diagnosis.Finding;
import io.heartwire.doctor.evidence.Happening;
import io.heartwire.doctor.evidence.Reading;
import io.heartwire.doctor.evidence.Signal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens incidents, looks into them again and again while they are open ({@link Looks}), and keeps
 * the last {@value #KEPT}. Thread safe.
 *
 * <p>One thread of its own does the work; what is told while {@value #WAITING} pieces of news wait
 * is dropped, counted ({@link #dropped}).
 */
public final class IncidentDesk implements AutoCloseable {
  /** How many incidents are kept. */
  public static final int KEPT = 20;

  private static final int VICTIMS_KEPT = 200;
  private static final int WAITING = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(IncidentDesk.class);
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String node;
  private final Investigation investigation;
  private final Tallies tallies;
  private final Runnable lookClosely;
  private final IncidentDetector detector = new IncidentDetector();
  private final List<IncidentListener> listeners = new CopyOnWriteArrayList<>();
  private final ThreadPoolExecutor thread;
  private final AtomicLong dropped = new AtomicLong();
  private final ArrayDeque<Incident> closed = new ArrayDeque<>();
  private volatile @Nullable Incident open;
  private long attached;
  private Tallies.@Nullable Tally before;
  private final Looks looks = new Looks();
  private final AtomicLong opened = new AtomicLong();

  /**
   * Judges what {@code investigation} finds.
   *
   * @param lookClosely called when an incident opens: more is measured from then on
   */
  IncidentDesk(
      String node,
      Investigation investigation,
      Tallies tallies,
      Runnable lookClosely,
      ThreadFactory threads) {
    this.node = node;
    this.investigation = investigation;
    this.tallies = tallies;
    this.lookClosely = lookClosely;
    this.thread =
        new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), threads);
  }

  /** From now on {@code listener} hears of incidents. */
  public void observe(IncidentListener listener) {
    listeners.add(listener);
  }

  /** A second was measured. */
  void measured(Reading reading) {
    later(() -> second(reading));
  }

  /** Something lasted. */
  void happened(Happening happening) {
    later(() -> detector.happened(happening, attached));
  }

  /** The mass breaker did something; any thread. */
  public void breaker(BreakerEvent event, Instant at) {
    later(
        () -> {
          if (event instanceof BreakerEvent.Closed) {
            detector.breakerClosed();
          } else {
            detector.breakerOpened(at, event.why());
          }
        });
  }

  private void later(Runnable work) {
    try {
      thread.execute(
          () -> {
            try {
              work.run();
            } catch (RuntimeException e) {
              LOG.error("looking into an incident failed: a defect of ours", e);
            }
          });
    } catch (RejectedExecutionException e) {
      dropped.incrementAndGet();
    }
  }

  private void second(Reading reading) {
    attached = (long) reading.value(Signal.ATTACHED).orElse(0);
    Change change = detector.second(reading);
    if (change instanceof Change.Opened news) {
      looks.begin(reading.atNanos());
      open(news.why(), reading.at());
    } else if (change instanceof Change.Closed over) {
      close(over.at());
    } else {
      Incident goesOn = open;
      if (goesOn != null && looks.isDue(reading.atNanos(), left())) {
        open = lookAgain(goesOn, reading.at(), Optional.empty());
      }
    }
    if (open == null) {
      tallies.second(reading.at());
    }
  }

  /** How many have left since before the incident. */
  private long left() {
    Tallies.Tally from = before;
    return from == null
        ? 0
        : tallies.leftSince(from).values().stream().mapToLong(Integer::longValue).sum();
  }

  private void open(IncidentDetector.Opening why, Instant now) {
    lookClosely.run();
    before = tallies.before(now);
    CaseFile file = look(why, now, Optional.empty());
    String id = "inc-" + NAME.format(now);
    Incident incident =
        new Incident(isTaken(id) ? id + "-" + opened.get() : id, node, file, judge(file));
    opened.incrementAndGet();
    open = incident;
    LOG.warn(
        "incident {} has opened: {}; {}",
        incident.id(),
        why.detail(),
        incident.diagnosis().verdict().sentence());
    listeners.forEach(it -> it.opened(incident));
  }

  private boolean isTaken(String id) {
    return incident(id).isPresent();
  }

  private CaseFile look(IncidentDetector.Opening why, Instant now, Optional<Instant> closedAt) {
    Tallies.Tally from = before;
    return investigation.look(why, from == null ? tallies.before(now) : from, now, closedAt);
  }

  private static Diagnosis judge(CaseFile file) {
    return Doctor.judge(file);
  }

  private Incident lookAgain(Incident incident, Instant now, Optional<Instant> closedAt) {
    CaseFile file = look(incident.file().opening(), now, closedAt);
    return new Incident(incident.id(), node, file, surer(incident.diagnosis(), judge(file)));
  }

  /** What follows an incident, such as its clients' return, does not explain it. */
  private static Diagnosis surer(Diagnosis before, Diagnosis now) {
    Finding was = before.verdict();
    Finding is = now.verdict();
    boolean sameCause = was.cause() == is.cause() && was.subject().equals(is.subject());
    boolean surer = was.cause() == Cause.UNKNOWN || is.confidence() >= was.confidence();
    return sameCause || surer ? now : before;
  }

  private void close(Instant at) {
    Incident goesOn = open;
    if (goesOn == null) {
      return;
    }
    Incident over = lookAgain(goesOn, at, Optional.of(at));
    synchronized (closed) {
      if (closed.size() == KEPT) {
        closed.removeFirst();
      }
      closed.addLast(kept(over));
    }
    open = null;
    before = null;
    tallies.startAnew(at);
    LOG.warn(
        "incident {} is over: {} left; {}",
        over.id(),
        over.file().crowd().victims(),
        over.diagnosis().verdict().sentence());
    listeners.forEach(it -> it.closed(over));
  }

  /**
   * What is said of this moment, whether anything happens or not; fails if too much waits.
   *
   * @param now by the wall clock
   */
  public CompletableFuture<Diagnosis> judgeNow(Instant now) {
    CompletableFuture<Diagnosis> answer = new CompletableFuture<>();
    var nothing = new IncidentDetector.Opening(Trigger.SUSPECTS, now, "no incident is open");
    try {
      thread.execute(() -> answer.complete(judge(look(nothing, now, Optional.empty()))));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  /** Of those that left, the first ones: the others are counted. */
  private static Incident kept(Incident over) {
    CaseFile file = over.file();
    return new Incident(
        over.id(),
        over.node(),
        new CaseFile(
            file.opening(),
            file.closedAt(),
            file.crowd().firstLeft(VICTIMS_KEPT),
            file.cohorts(),
            file.timing(),
            file.evidence(),
            file.scene()),
        over.diagnosis());
  }

  /** Those that are kept, the newest first. */
  public List<Incident> incidents() {
    List<Incident> all = new ArrayList<>();
    synchronized (closed) {
      Incident goesOn = open;
      if (goesOn != null) {
        all.add(goesOn);
      }
      closed.descendingIterator().forEachRemaining(all::add);
    }
    return all;
  }

  /** The one of this id; {@code last}: the newest. */
  public Optional<Incident> incident(String id) {
    return incidents().stream().filter(it -> id.equals("last") || it.id().equals(id)).findFirst();
  }

  /** The one that is open now. */
  public Optional<Incident> open() {
    return Optional.ofNullable(open);
  }

  /** Incidents that were opened, since the start. */
  public long opened() {
    return opened.get();
  }

  /** News that was dropped because too much waited. */
  public long dropped() {
    return dropped.get();
  }

  /** Ends its thread at once; what it does then is given up. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
