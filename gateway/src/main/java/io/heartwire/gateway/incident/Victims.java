package io.heartwire.gateway.incident;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.doctor.cases.Sufferer;
import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Departure;
import io.heartwire.gateway.session.Session;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The last clients that left though nobody wanted it. Thread safe; told on event loops. Bound:
 * {@value #MOST}, then the oldest is forgotten; how many there were is counted elsewhere.
 */
final class Victims implements Consumer<Departure> {
  static final int MOST = 8_192;

  private final ArrayDeque<Departure> last = new ArrayDeque<>();

  @Override
  public void accept(Departure departure) {
    if (departure.visit().isEmpty() || !isUnwanted(departure.disconnect())) {
      return;
    }
    synchronized (last) {
      if (last.size() == MOST) {
        last.removeFirst();
      }
      last.addLast(departure);
    }
  }

  /** Nobody wanted it; or its client came anew because the connection was dead. */
  private static boolean isUnwanted(Disconnect it) {
    return GatewayProbe.UNWANTED.contains(it.reason())
        || (it.reason() == DisconnectReason.TAKEN_OVER
            && it.kernel().unackedSegments() > 0
            && it.kernel().retransmits() > 0);
  }

  /** Those that left from {@code from} on, the earliest first. */
  List<Sufferer> since(Instant from) {
    List<Departure> copy;
    synchronized (last) {
      copy = new ArrayList<>(last);
    }
    return copy.stream()
        .filter(it -> !it.at().isBefore(from))
        .flatMap(it -> sufferer(it).stream())
        .toList();
  }

  private static Optional<Sufferer> sufferer(Departure it) {
    return it.visit()
        .map(
            visit ->
                new Sufferer(
                    it.clientId().map(ClientId::value).orElse(""),
                    it.at(),
                    Optional.of(it.disconnect().reason()),
                    Optional.empty(),
                    new Sufferer.Place(
                        it.listener(),
                        visit.spot().loop(),
                        network(it.remoteAddress()),
                        visit.version(),
                        visit.group(),
                        visit.spot().lastType(),
                        Math.max(0, Duration.between(visit.since(), it.at()).toMillis())),
                    visit.policy().interval().toMillis(),
                    it.disconnect().silenceMs() + it.disconnect().excusedMs(),
                    it.disconnect().excusedMs(),
                    it.disconnect().probesSent(),
                    it.disconnect().kernel()));
  }

  static String network(InetSocketAddress address) {
    return address.getAddress() == null ? "" : Addresses.network(address.getAddress());
  }

  /** Where {@code session} belongs. */
  static Sufferer.Place place(Session session, Instant now) {
    Connection.Spot spot = session.connection().spot();
    return new Sufferer.Place(
        session.listener(),
        spot.loop(),
        network(session.remoteAddress()),
        session.version(),
        session.group(),
        spot.lastType(),
        Math.max(0, Duration.between(session.since(), now).toMillis()));
  }
}
