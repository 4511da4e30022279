package io.heartwire.gateway.admin;

import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.cluster.PresenceState;
import io.javalin.http.Context;
import java.util.List;

/** {@code /api/v1/users/{user}}: online while any client of the user is. */
final class UsersResource {
  private final AdminSources sources;

  UsersResource(AdminSources sources) {
    this.sources = sources;
  }

  /**
   * One user.
   *
   * @param online true while a client is attached, or in grace
   */
  record UserView(String user, boolean online, List<HoldingView> clients) {}

  void show(Context request) {
    Query.of(request);
    String user = request.pathParam("user");
    List<Holding> clients = sources.engine().clientsOf(user);
    if (clients.isEmpty()) {
      throw Refusal.notFound("no client has ever acted for user " + user + ": check the spelling");
    }
    request.json(
        new UserView(
            user,
            clients.stream().anyMatch(client -> client.state() != PresenceState.OFFLINE),
            clients.stream().map(HoldingView::of).toList()));
  }
}
