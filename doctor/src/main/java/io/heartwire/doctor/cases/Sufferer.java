package io.heartwire.doctor.cases;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.SocketSnapshot;
import java.time.Instant;
import java.util.Optional;

/**
 * One client of an incident: it has left, or it is suspected, or it is well and serves to compare.
 *
 * @param clientId who
 * @param at when it left, or was looked at
 * @param end how it left; empty if it is still attached
 * @param state what the detector thought of it; empty if it has left
 * @param place where it belongs
 * @param intervalMs a byte at least this often was promised
 * @param silenceMs since its last byte, by the wall: our own stalls included
 * @param excusedMs of that, the time in which we ourselves did not listen
 * @param probesSent pings that it was asked and did not answer
 * @param kernel what the kernel knew of it
 */
public record Sufferer(
    String clientId,
    Instant at,
    Optional<DisconnectReason> end,
    Optional<String> state,
    Place place,
    long intervalMs,
    long silenceMs,
    long excusedMs,
    int probesSent,
    SocketSnapshot kernel) {
  /**
   * What it has in common with others. Empty where that is not known.
   *
   * @param listener the door it came through
   * @param loop its event loop
   * @param source its network, such as {@code 198.18.3.0/24}
   * @param version of the client's software
   * @param group its group
   * @param lastType the type of the last message it sent
   * @param ageMs how long it had been attached
   */
  public record Place(
      String listener,
      String loop,
      String source,
      String version,
      String group,
      String lastType,
      long ageMs) {}
}
