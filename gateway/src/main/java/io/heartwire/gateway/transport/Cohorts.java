package io.heartwire.gateway.transport;

import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Session;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The groups of connections that may fall silent together for one cause. */
public final class Cohorts {
  private Cohorts() {}

  /** The names of the groups that {@code session} belongs to. */
  public static List<String> of(Session session) {
    return of(session.listener(), session.remoteAddress(), session.version());
  }

  /** The names of the groups that a session of {@code login} belongs to. */
  public static List<String> of(Login login) {
    return of(login.listener(), login.remoteAddress(), login.version());
  }

  private static List<String> of(String listener, InetSocketAddress from, String version) {
    List<String> names = new ArrayList<>(3);
    names.add("listener:" + listener);
    InetAddress source = from.getAddress();
    if (source != null) {
      names.add("source:" + Addresses.network(source));
    }
    if (!version.isEmpty()) {
      names.add("version:" + version);
    }
    return names;
  }
}
