package io.heartwire.gateway.health;

import java.util.Map;

/**
 * How one client is, from its first status to the end of its connection.
 *
 * <p>NOT thread safe: one thread owns it, the one on which {@link Owner#onLoop} runs its tasks. A
 * heartbeat that says nothing new ({@link #heardAgain}) allocates nothing, takes no lock and looks
 * up nothing.
 */
public final class ClientHealth {
  private final HealthDesk desk;
  private final Owner owner;
  private final String group;
  private Hysteresis course;
  private Health health;
  private ClientStatus latest = ClientStatus.NONE;

  // One status is with the desk at a time; a newer one waits, and the newest of those counts.
  private boolean asked;
  private int beatsAsked;
  private boolean waiting;
  private int beatsWaiting;
  private boolean ended;

  /** What a client's health is told to, and run by. */
  public interface Owner {
    /** Runs {@code task} on the thread that owns the health; drops it once that has ended. */
    void onLoop(Runnable task);

    /** Health is not as it was; on the thread that owns it. Must not block. */
    void changed(HealthChange change);

    /** The same, but because of another rule; nothing to be told to others. */
    void revised(Health health);
  }

  /** Of a client of {@code group} that was {@code health} when it was last here. */
  public ClientHealth(HealthDesk desk, String group, Health health, Owner owner) {
    this.desk = desk;
    this.group = group;
    this.health = health;
    this.owner = owner;
    this.course = new Hysteresis(desk.book().of(group), health.state());
    desk.figures().came(health.state());
  }

  Owner owner() {
    return owner;
  }

  /** A heartbeat says something new. */
  public void heard(ClientStatus status) {
    latest = status;
    if (course.rules().size() == 0) {
      // Its own word needs no rule.
      course.answered(course.rules().ask(status), 1);
      conclude(true, status);
      return;
    }
    if (waiting) {
      desk.figures().passOver();
    }
    waiting = true;
    beatsWaiting = 1;
    ask();
  }

  /** A heartbeat says what the last one said. */
  public void heardAgain() {
    if (waiting) {
      beatsWaiting++;
      ask();
    } else if (asked) {
      beatsAsked++;
    } else {
      conclude(course.beat(), latest);
    }
  }

  /** The rules may have changed: judges anew what was said last. */
  public void review() {
    Rules rules = desk.book().of(group);
    if (ended || rules == course.rules() || rules.sameAs(course.rules())) {
      return;
    }
    course = new Hysteresis(rules, health.state());
    waiting = false;
    if (latest.isEmpty()) {
      conclude(true, latest);
    } else {
      heard(latest);
    }
  }

  /** The connection has ended. */
  public void end() {
    if (!ended) {
      ended = true;
      desk.figures().left(health.state());
    }
  }

  private void ask() {
    if (asked) {
      return;
    }
    asked = true;
    waiting = false;
    beatsAsked = beatsWaiting;
    if (!desk.take(new Examination(this, course.rules(), latest))) {
      asked = false;
      waiting = true;
      desk.figures().refuse();
    }
  }

  /** The desk has answered. */
  void examined(Examination examination, Answers answers) {
    asked = false;
    if (ended) {
      return;
    }
    if (examination.rules() == course.rules()) {
      conclude(course.answered(answers, beatsAsked), examination.status());
    }
    if (waiting) {
      ask();
    }
  }

  private void conclude(boolean mayDiffer, ClientStatus status) {
    if (!mayDiffer) {
      return;
    }
    HealthState state = course.state();
    String because = course.because(state);
    if (state != health.state()) {
      Health before = health;
      // What is over is what is told of a client that is well again.
      String rule = because.isEmpty() ? before.rule() : because;
      health = new Health(state, rule, desk.nowMs());
      desk.figures().changed(before.state(), state);
      Map<String, String> values = course.rules().values(rule, status);
      owner.changed(new HealthChange(before, health, values));
    } else if (!because.isEmpty() && !because.equals(health.rule())) {
      health = new Health(state, because, health.sinceMs());
      owner.revised(health);
    }
  }
}
