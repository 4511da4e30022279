package io.heartwire.cli.e2e;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Departure;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The end of one session as the gateway saw it.
 *
 * @param client its id
 * @param atNanos when, on the machine's monotonic clock, which all processes share
 * @param reason why
 * @param silenceMs attentive silence at the verdict
 * @param excusedMs real silence left out of it
 * @param incident the mass event, or {@code -}
 */
record GatewayEnd(
    String client,
    long atNanos,
    DisconnectReason reason,
    long silenceMs,
    long excusedMs,
    String incident) {
  private static final Pattern LINE =
      Pattern.compile("left (\\S+) (-?\\d+) (\\S+) (\\d+) (\\d+) (\\S+)");

  static GatewayEnd of(Departure departure) {
    Disconnect why = departure.disconnect();
    return new GatewayEnd(
        departure.clientId().orElseThrow().value(),
        departure.atNanos(),
        why.reason(),
        why.silenceMs(),
        why.excusedMs(),
        why.incident().orElse("-"));
  }

  /** As {@link LabGateway} prints it. */
  String line() {
    return String.join(
        " ", "left", client, "" + atNanos, reason.name(), "" + silenceMs, "" + excusedMs, incident);
  }

  /** All that a {@link LabGateway} has printed so far. */
  static List<GatewayEnd> of(LabProcess gateway) {
    return gateway.matches(LINE).stream().map(GatewayEnd::parse).toList();
  }

  private static GatewayEnd parse(Matcher line) {
    return new GatewayEnd(
        line.group(1),
        Long.parseLong(line.group(2)),
        DisconnectReason.valueOf(line.group(3)),
        Long.parseLong(line.group(4)),
        Long.parseLong(line.group(5)),
        line.group(6));
  }

  /** Whether the detector made it: neither the peer nor a rule nor a person. */
  boolean isVerdict() {
    return reason.decidedBy() == DisconnectReason.Initiator.DETECTOR;
  }
}
