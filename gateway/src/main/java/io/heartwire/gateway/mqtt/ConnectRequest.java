package io.heartwire.gateway.mqtt;

import io.heartwire.gateway.session.Tags;
import java.time.Duration;
import java.util.Optional;

/**
 * What a CONNECT says, when there was no objection to its form.
 *
 * @param isFive MQTT 5, not 3.1.1
 * @param assigned the client brought no id, and was given one
 * @param cleanStart it does not want the session that it had
 * @param keepAlive how often it promises a packet; zero: it promises nothing
 * @param will what is to be told if it is lost
 * @param expiry how long it wants its session to last without it
 * @param receiveMaximum how many messages it takes that it has not acknowledged, 1 to 65,535
 * @param maxPacketBytes the largest packet that it takes
 * @param version of its software, as it says; empty if it does not
 * @param tags words it would like to be found by
 */
public record ConnectRequest(
    boolean isFive,
    boolean assigned,
    boolean cleanStart,
    Duration keepAlive,
    Optional<Will> will,
    Duration expiry,
    int receiveMaximum,
    long maxPacketBytes,
    String version,
    Tags tags) {

  /** Stands for "for ever"; what is granted is less. */
  public static final Duration FOR_EVER = Duration.ofSeconds(0xFFFF_FFFFL);

  /** How long the session lasts without its client, where {@code grace} is the most. */
  public Duration granted(Duration grace) {
    return expiry.compareTo(grace) < 0 ? expiry : grace;
  }

  /**
   * The keep alive that is in force, where the policy gives a client that asks for this one {@code
   * interval}: in whole seconds, as the protocol counts. MQTT 3.1.1 cannot be told another one.
   */
  public Duration keepAlive(Duration interval) {
    if (!isFive || keepAlive.isZero()) {
      return keepAlive;
    }
    return Duration.ofSeconds(Math.max(1, Math.min(65_535, interval.toSeconds())));
  }
}
