package io.heartwire.netty;

import io.heartwire.core.time.DurationSpread;
import java.time.Duration;

/**
 * How late one event loop is.
 *
 * @param loop the name of its thread; a number until it has run for the first time
 * @param last between asking and being served, at the last measurement; grows while it is blocked
 * @param max the largest since the monitor began
 * @param delays how late it was each time it was served, since the monitor began
 */
public record LoopLag(String loop, Duration last, Duration max, DurationSpread delays) {}
