package io.heartwire.gateway.targets;

import io.heartwire.gateway.health.ClientStatus;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Connects, and closes at once. */
final class TcpProbe implements Probe {
  private final boolean refusalCounts;

  /**
   * One that counts what it is told to.
   *
   * @param refusalCounts whether a host that refuses the connection is there: it is, its service
   *     not
   */
  TcpProbe(boolean refusalCounts) {
    this.refusalCounts = refusalCounts;
  }

  @Override
  public Sighting ask(Target target, InetAddress host, Deadline deadline) throws IOException {
    var address = new InetSocketAddress(host, target.config().port());
    try (Line line = Line.open(address, deadline)) {
      return new Sighting(deadline.passed(), ClientStatus.NONE, "");
    } catch (ConnectException e) {
      // The kernel says "refused" to a reset and to nothing else; "no route" comes from elsewhere.
      if (refusalCounts && String.valueOf(e.getMessage()).contains("refused")) {
        return new Sighting(
            deadline.passed(),
            ClientStatus.NONE,
            "the host is there, but refuses connections to port " + target.config().port());
      }
      throw e;
    }
  }
}
