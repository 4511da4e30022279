package io.heartwire.cli.house.broken.gateway.health;

import io.heartwire.cli.house.broken.gateway.session.Judge;

/** Breaks: what a client says is judged without knowing where it came from. */
public final class Nurse {
  Class<?> patient = Judge.class;
}
