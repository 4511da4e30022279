package io.heartwire.cli.house.broken.gateway.admission;

/** Breaks: who may log in is decided before there is a session, and without asking targets. */
public final class Ticket {
  Class<?> tooEarly = io.heartwire.cli.house.broken.gateway.session.Judge.class;
  Class<?> elsewhere = io.heartwire.cli.house.broken.gateway.targets.Spy.class;
}
