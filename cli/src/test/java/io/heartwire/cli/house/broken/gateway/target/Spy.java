package io.heartwire.cli.house.broken.gateway.target;

import io.heartwire.cli.house.broken.gateway.session.Judge;

/** Breaks: targets are looked at from outside, and have no sessions. */
public final class Spy {
  Class<?> victim = Judge.class;
}
