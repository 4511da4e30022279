package io.heartwire.gateway.admin;

import io.heartwire.gateway.drain.Drain;
import java.util.Locale;

/**
 * The drain of a gateway.
 *
 * @param node its name
 * @param state serving (there is none), announced (only {@code /readyz} says so yet), telling, or
 *     ended
 * @param timeMs over how long the clients are told
 * @param leftMs until it ends at the latest
 * @param total clients that were attached when the first was told
 * @param told how many of them have had their turn
 * @param attached clients that are attached now
 */
record DrainView(
    String node, String state, long timeMs, long leftMs, int total, int told, long attached) {
  static DrainView of(String node, Drain.Progress progress) {
    return new DrainView(
        node,
        progress.state().name().toLowerCase(Locale.ROOT),
        progress.time().toMillis(),
        progress.left().toMillis(),
        progress.total(),
        progress.told(),
        progress.attached());
  }
}
