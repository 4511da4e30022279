package io.heartwire.cli.house.broken.gateway.targets;

import io.heartwire.cli.house.broken.gateway.session.Judge;

/** Breaks: targets are looked at from outside, and have no sessions. */
public final class Spy {
  Class<?> victim = Judge.class;
}
