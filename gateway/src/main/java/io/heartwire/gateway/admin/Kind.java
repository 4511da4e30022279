package io.heartwire.gateway.admin;

/** How a {@link Metric} moves. */
enum Kind {
  /** Up and down. */
  GAUGE,
  /** Up only, from 0 at the start of the process. */
  COUNTER,
  /** Times, counted by how long they were. */
  HISTOGRAM,
  /** Times of what there is now, counted by how long they are; up and down. */
  GAUGE_HISTOGRAM
}
