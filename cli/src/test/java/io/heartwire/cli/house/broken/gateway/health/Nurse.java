package io.heartwire.cli.house.broken.gateway.health;

import io.heartwire.cli.house.broken.gateway.session.Judge;

/** Breaks: what a client says is judged without knowing where it came from, and serves no pages. */
public final class Nurse {
  Class<?> patient = Judge.class;
  Class<?> noticeBoard = io.javalin.Javalin.class;
}
