package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.cluster.PresenceState;
import io.heartwire.gateway.cluster.Presences;
import io.heartwire.gateway.cluster.Selection;
import io.heartwire.gateway.event.CloudEvent;
import io.heartwire.gateway.health.HealthState;
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

/** {@code /api/v1/clients}: who is attached or has left, one in full, and logging one out. */
final class ClientsResource {
  private static final char CURSOR = 'c';
  private static final int TRANSITIONS = 50;

  private final AdminSources sources;
  private final SessionRegistry sessions;
  private final Disconnects disconnects;
  private final ObjectMapper json;

  ClientsResource(AdminSources sources, ObjectMapper json) {
    this.sources = sources;
    this.json = json;
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
            "address",
            "health");
    String presence = query.text("presence").orElse("attached");
    request.json(
        switch (presence) {
          case "attached" -> attached(query);
          case "in-grace" -> departed(query, PresenceState.IN_GRACE);
          case "offline" -> departed(query, PresenceState.OFFLINE);
          default ->
              throw Refusal.badRequest(
                  "presence ("
                      + presence
                      + ") must be attached, in-grace or offline: use one of them");
        });
  }

  private Listing<ClientView.Head> attached(Query query) {
    query.text("health").ifPresent(ClientsResource::checkHealth);
    var wanted =
        new Filter<Session>(query)
            .beginning("id", session -> session.clientId().value())
            .equal("group", Session::group)
            .having("tag", (session, tag) -> session.tags().contains(tag))
            .equal("listener", Session::listener)
            .equal("user", session -> session.user().orElse(""))
            .equal("version", Session::version)
            .equal("address", session -> host(session.remoteAddress()))
            .equal("health", session -> session.health().state().word());
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

  private static void checkHealth(String word) {
    if (HealthState.of(word).isEmpty()) {
      throw Refusal.badRequest(
          "health (" + word + ") must be healthy, degraded, unhealthy or unknown: use one of them");
    }
  }

  private Listing<ClientView.Head> departed(Query query, PresenceState state) {
    for (String ofTheAttached : List.of("health", "tag", "stale")) {
      if (query.text(ofTheAttached).isPresent()) {
        throw Refusal.badRequest(
            ofTheAttached
                + " is known of clients that are attached: leave out presence, or "
                + ofTheAttached);
      }
    }
    int limit = query.limit();
    var equal =
        new Selection.Equal(
            query.text("group"),
            query.text("listener"),
            query.text("user"),
            query.text("version"),
            query.text("address"));
    // One more than is shown tells whether there is more.
    var selection =
        new Selection(
            state, query.text("id").orElse(""), equal, query.after(CURSOR).orElse(""), limit + 1);
    List<Holding> found = sources.engine().clients(selection);
    List<Holding> page = found.subList(0, Math.min(limit, found.size()));
    return new Listing<>(
        page.stream().map(this::head).toList(),
        total(selection),
        found.size() > limit
            ? Optional.of(Query.cursor(CURSOR, page.get(limit - 1).clientId().value()))
            : Optional.empty());
  }

  private long total(Selection selection) {
    if (!selection.beginning().isEmpty() || !selection.equal().equals(Selection.Equal.ANY)) {
      return sources.engine().count(selection);
    }
    Presences counts = sources.engine().counts();
    return selection.state() == PresenceState.OFFLINE ? counts.offline() : counts.inGrace();
  }

  private ClientView.Head head(Holding holding) {
    return ClientView.Head.of(
        holding, sources.config().policy(holding.group()).interval().toMillis());
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
    List<CloudEvent> transitions = transitions(session.clientId());
    return new ClientView(
        ClientView.Head.of(session, vitals),
        Optional.of(session.sessionId()),
        session.isUnstable(),
        Optional.of(ClientView.Policy.of(session.policy(), origin(session), checkOrigin(session))),
        vitals.map(v -> OptionalLong.of(v.outboundBytes())).orElse(OptionalLong.empty()),
        vitals.flatMap(v -> KernelView.of(v.kernel())),
        ClientView.Status.of(session.status()),
        Optional.of(JudgementView.of(session, sources.health())),
        Optional.of(groupData(session)),
        sources.leases().sightings().find(session.clientId()).map(ClientView.Sighted::of),
        lastDisconnect(session.clientId(), transitions),
        holding.map(HoldingView::of),
        transitions);
  }

  /** How {@code id} left last time: as it was seen here, or as it was told. */
  private Optional<DisconnectView> lastDisconnect(ClientId id, List<CloudEvent> transitions) {
    return lately(id)
        .or(
            () ->
                transitions.stream()
                    .filter(event -> event.type().endsWith("." + EventType.OFFLINE.word()))
                    .findFirst()
                    .map(event -> DisconnectView.of(id, read(event.data()))));
  }

  private Optional<DisconnectView> lately(ClientId id) {
    return disconnects.recent().stream()
        .filter(departure -> departure.clientId().equals(Optional.of(id)))
        .findFirst()
        .map(DisconnectView::of);
  }

  private JsonNode read(String data) {
    return RequestBody.read(json, data);
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
    return new ClientView(
        head(holding),
        Optional.empty(),
        false,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        lately(id).or(() -> holding.evidence().map(data -> DisconnectView.of(id, read(data)))),
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
    boolean dryRun = Query.of(request, "dryRun").flag("dryRun");
    ClientId id = clientId(request);
    AuditNote.of(request).scope("client " + id).dryRun(dryRun);
    Disconnect disconnect = Disconnect.of(DisconnectReason.KICKED, "logged out by an operator");
    Session ended =
        (dryRun ? sessions.session(id) : sessions.dismiss(id, disconnect, Farewell.NONE))
            .orElseThrow(() -> notAttached(id));
    request.json(new Kicked(id.value(), ended.sessionId(), disconnect.reason().name(), dryRun));
  }

  /**
   * The answer to a DELETE.
   *
   * @param dryRun it is still attached
   */
  record Kicked(String clientId, String sessionId, String reason, boolean dryRun) {}

  static ClientId clientId(Context request) {
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
