package io.heartwire.gateway.transport;

import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Session;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The groups of connections that may fall silent together for one cause. */
public final class Cohorts {
  private Cohorts() {}

  /** The names of the groups that {@code session} belongs to. */
  public static List<String> of(Session session) {
    List<String> names = new ArrayList<>(3);
    names.add("listener:" + session.listener());
    InetAddress source = session.remoteAddress().getAddress();
    if (source != null) {
      names.add("source:" + Addresses.network(source));
    }
    if (!session.version().isEmpty()) {
      names.add("version:" + session.version());
    }
    return names;
  }
}
