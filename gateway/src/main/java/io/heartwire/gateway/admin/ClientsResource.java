package io.heartwire.gateway.admin;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.event.CloudEvent;
import io.heartwire.gateway.session.Departure;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.Vitals;
import io.javalin.http.Context;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.Function;

/** {@code /api/v1/clients}: who is attached, one client in full, and logging one out. */
final class ClientsResource {
  private static final char CURSOR = 'c';
  private static final String ATTACHED = "attached";
  private static final int TRANSITIONS = 50;

  private final AdminSources sources;
  private final SessionRegistry sessions;
  private final Disconnects disconnects;

  ClientsResource(AdminSources sources) {
    this.sources = sources;
    this.sessions = sources.sessions();
    this.disconnects = sources.disconnects();
  }

  void list(Context request) {
    Query query =
        Query.of(
            request,
            "limit",
            "after",
            "presence",
            "id",
            "group",
            "tag",
            "stale",
            "listener",
            "user",
            "version",
            "address");
    String presence = query.text("presence").orElse(ATTACHED);
    switch (presence) {
      case ATTACHED -> request.json(attached(query));
      case "offline" -> request.json(offline(query));
      default ->
          throw Refusal.badRequest(
              "presence (" + presence + ") must be attached or offline: use one of them");
    }
  }

  private Listing<ClientView.Head> attached(Query query) {
    var wanted =
        new Filter<Session>(query)
            .beginning("id", session -> session.clientId().value())
            .equal("group", Session::group)
            .having("tag", (session, tag) -> session.tags().contains(tag))
            .equal("listener", Session::listener)
            .equal("user", session -> session.user().orElse(""))
            .equal("version", Session::version)
            .equal("address", session -> host(session.remoteAddress()));
    List<Session> found = candidates(query).stream().filter(wanted).toList();
    Page<Session> page = page(query, found, session -> session.clientId().value());
    var vitals = VitalSigns.of(page.items());
    return new Listing<>(
        page.items().stream()
            .map(s -> ClientView.Head.of(s, vitals.getOrDefault(s, Optional.empty())))
            .toList(),
        found.size(),
        page.next());
  }

  private Collection<Session> candidates(Query query) {
    return query.flag("stale") ? sources.stale().get() : sessions.sessions();
  }

  private Listing<ClientView.Head> offline(Query query) {
    if (query.flag("stale")) {
      throw Refusal.badRequest(
          "stale (true) is about clients that are attached: leave out presence or stale");
    }
    var wanted =
        new Filter<Departure>(query)
            .beginning("id", ClientsResource::name)
            .equal("group", departure -> visit(departure, Departure.Visit::group))
            .having("tag", (departure, tag) -> tagged(departure, tag))
            .equal("listener", Departure::listener)
            .equal("user", departure -> visit(departure, visit -> visit.user().orElse("")))
            .equal("version", departure -> visit(departure, Departure.Visit::version))
            .equal("address", departure -> host(departure.remoteAddress()));
    List<Departure> found = sessions.offlineClients().stream().filter(wanted).toList();
    Page<Departure> page = page(query, found, ClientsResource::name);
    return new Listing<>(
        page.items().stream().flatMap(departure -> head(departure).stream()).toList(),
        found.size(),
        page.next());
  }

  private static Optional<ClientView.Head> head(Departure departure) {
    return departure.visit().map(visit -> ClientView.Head.of(departure, visit));
  }

  /** A few of many, in the order of their names, and how to get the next few. */
  private record Page<T>(List<T> items, Optional<String> next) {}

  /** The least names after the cursor, found in one pass: the whole is never sorted. */
  private static <T> Page<T> page(Query query, List<T> found, Function<T, String> name) {
    int limit = query.limit();
    String after = query.after(CURSOR).orElse("");
    Comparator<T> order = Comparator.comparing(name);
    var least = new PriorityQueue<T>(limit + 1, order.reversed());
    boolean more = false;
    for (T candidate : found) {
      if (name.apply(candidate).compareTo(after) > 0) {
        least.add(candidate);
        if (least.size() > limit) {
          least.poll();
          more = true;
        }
      }
    }
    List<T> items = least.stream().sorted(order).toList();
    return new Page<>(
        items,
        more
            ? Optional.of(Query.cursor(CURSOR, name.apply(items.get(items.size() - 1))))
            : Optional.empty());
  }

  private static String name(Departure departure) {
    return departure.clientId().map(ClientId::value).orElse("");
  }

  private static String visit(Departure departure, Function<Departure.Visit, String> part) {
    return departure.visit().map(part).orElse("");
  }

  private static boolean tagged(Departure departure, String tag) {
    return departure.visit().map(visit -> visit.tags().contains(tag)).orElse(false);
  }

  private static String host(InetSocketAddress address) {
    return address.getAddress() == null ? "" : address.getAddress().getHostAddress();
  }

  void show(Context request) {
    Query.of(request);
    ClientId id = clientId(request);
    Optional<Holding> holding = sources.engine().find(id);
    Optional<ClientView> view =
        sessions
            .session(id)
            .map(session -> attached(session, holding))
            .or(() -> holding.map(this::departed));
    request.json(view.orElseThrow(() -> unknown(id)));
  }

  private ClientView attached(Session session, Optional<Holding> holding) {
    Optional<Vitals> vitals = VitalSigns.of(session);
    return new ClientView(
        ClientView.Head.of(session, vitals),
        Optional.of(session.sessionId()),
        session.isUnstable(),
        Optional.of(ClientView.Policy.of(session.policy(), origin(session), checkOrigin(session))),
        vitals.map(v -> OptionalLong.of(v.outboundBytes())).orElse(OptionalLong.empty()),
        vitals.flatMap(v -> KernelView.of(v.kernel())),
        ClientView.Status.of(session.status()),
        Optional.of(groupData(session)),
        disconnects.recent().stream()
            .filter(departure -> departure.clientId().equals(Optional.of(session.clientId())))
            .findFirst()
            .map(DisconnectView::of),
        holding.map(HoldingView::of),
        transitions(session.clientId()));
  }

  private ClientView.GroupData groupData(Session session) {
    return new ClientView.GroupData(
        sessions.groups().version(session.group()),
        session.groupVersion(),
        session.missedGroupVersion() != 0);
  }

  private List<CloudEvent> transitions(ClientId id) {
    return sources.engine().history(id, TRANSITIONS).stream()
        .map(event -> CloudEvent.of(event, sources.config().node()))
        .toList();
  }

  private ClientView departed(Holding holding) {
    ClientId id = holding.clientId();
    long intervalMs = sources.config().policy(holding.group()).interval().toMillis();
    return new ClientView(
        ClientView.Head.of(holding, intervalMs),
        Optional.empty(),
        false,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        sessions.lastDeparture(id).map(DisconnectView::of),
        Optional.of(HoldingView.of(holding)),
        transitions(id));
  }

  private String origin(Session session) {
    String configured =
        sources.config().groups().containsKey(session.group())
            ? "groups." + session.group()
            : "liveness";
    String wish = session.wishedInterval().isZero() ? "" : ", and the client's wish";
    return configured + wish + (session.isUnstable() ? ", lengthened because it is unstable" : "");
  }

  private String checkOrigin(Session session) {
    return sessions.policies().checks().settingFor(session).isPresent()
        ? "set while running"
        : "configuration";
  }

  void kick(Context request) {
    Query.of(request);
    ClientId id = clientId(request);
    Disconnect disconnect = Disconnect.of(DisconnectReason.KICKED, "logged out by an operator");
    Session ended =
        sessions.dismiss(id, disconnect, Farewell.NONE).orElseThrow(() -> notAttached(id));
    request.json(new Kicked(id.value(), ended.sessionId(), disconnect.reason().name()));
  }

  /** The answer to a DELETE. */
  record Kicked(String clientId, String sessionId, String reason) {}

  private static ClientId clientId(Context request) {
    String name = request.pathParam("id");
    String problem = ClientId.problemWith(name);
    if (!problem.isEmpty()) {
      throw Refusal.badRequest(problem);
    }
    return new ClientId(name);
  }

  private static Refusal unknown(ClientId id) {
    return Refusal.notFound("client " + id + " was never here: check its spelling");
  }

  private static Refusal notAttached(ClientId id) {
    return Refusal.notFound("client " + id + " is not attached: there is nothing to end");
  }
}
