package io.heartwire.cli.house.broken.gateway.util;

/** Breaks: both names, the clock nobody passed in, printing, and being open to anybody. */
public class ClockManager {
  long now() {
    System.out.println("now");
    return System.nanoTime();
  }
}
