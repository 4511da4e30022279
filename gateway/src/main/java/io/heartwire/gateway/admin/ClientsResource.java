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
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.Vitals;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code /api/v1/clients}: who is attached or has left, one in full, and logging one out. */
final class ClientsResource {
  private static final char CURSOR = AttachedClients.CURSOR;
  private static final int TRANSITIONS = 50;

  private final AdminSources sources;
  private final SessionRegistry sessions;
  private final Disconnects disconnects;
  private final ObjectMapper json;
  private final Others others;
  private final AttachedClients attached;

  ClientsResource(AdminSources sources, ObjectMapper json, Others others) {
    this.sources = sources;
    this.json = json;
    this.others = others;
    this.attached = new AttachedClients(sources, json, others);
    this.sessions = sources.sessions();
    this.disconnects = sources.disconnects();
    others.answer("client", question -> here(asked(question)));
    others.answer("kick", question -> kicked(asked(question), question.path("dryRun").asBoolean()));
  }

  private static ClientId asked(JsonNode question) {
    return new ClientId(question.path("clientId").asText());
  }

  /**
   * What one gateway asks the other that holds the client.
   *
   * @param dryRun of a kick: nothing is to be done
   */
  private record Question(String clientId, boolean dryRun) {}

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
          case "attached" -> attached.everywhere(query);
          case "in-grace" -> departed(query, PresenceState.IN_GRACE);
          case "offline" -> departed(query, PresenceState.OFFLINE);
          default ->
              throw Refusal.badRequest(
                  "presence ("
                      + presence
                      + ") must be attached, in-grace or offline: use one of them");
        });
  }

  private AttachedClients.Clients departed(Query query, PresenceState state) {
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
    return new AttachedClients.Clients(
        page.stream().map(this::head).toList(),
        total(selection),
        found.size() > limit
            ? Optional.of(Query.cursor(CURSOR, page.get(limit - 1).clientId().value()))
            : Optional.empty(),
        List.of());
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

  void show(Context request) {
    Query.of(request);
    ClientId id = clientId(request);
    Optional<Holding> holding = sources.engine().find(id);
    Optional<Session> session = sessions.session(id);
    if (session.isPresent()) {
      request.json(attached(session.get(), holding));
    } else {
      request.json(notHere(holding.orElseThrow(() -> unknown(id))));
    }
  }

  /** What is known of a client that is not attached to this gateway. */
  private Object notHere(Holding holding) {
    Optional<String> node = holder(holding);
    if (node.isEmpty()) {
      return departed(holding, Optional.empty());
    }
    try {
      return others.ask(node.get(), "client", new Question(holding.clientId().value(), false));
    } catch (Refusal refusal) {
      return departed(holding, Optional.of(String.valueOf(refusal.getMessage())));
    }
  }

  /** The other gateway to which it is attached. */
  private Optional<String> holder(Holding holding) {
    return holding.state() == PresenceState.ATTACHED
        ? others.elsewhere(holding.node())
        : Optional.empty();
  }

  /** Of a client of this gateway, for another one. */
  private ClientView here(ClientId id) {
    return sessions
        .session(id)
        .map(session -> attached(session, sources.engine().find(id)))
        .orElseThrow(() -> notAttached(id));
  }

  private ClientView attached(Session session, Optional<Holding> holding) {
    Optional<Vitals> vitals = VitalSigns.of(session);
    List<CloudEvent> transitions = transitions(session.clientId());
    return new ClientView(
        ClientView.Head.of(session, vitals, others.self()),
        Optional.empty(),
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

  private ClientView departed(Holding holding, Optional<String> detail) {
    ClientId id = holding.clientId();
    return new ClientView(
        head(holding),
        detail,
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
    Optional<String> elsewhere =
        sessions.session(id).isPresent()
            ? Optional.empty()
            : sources.engine().find(id).flatMap(this::holder);
    if (elsewhere.isEmpty()) {
      request.json(kicked(id, dryRun));
      return;
    }
    AuditNote.of(request).scope("client " + id + " at " + elsewhere.get());
    request.json(others.ask(elsewhere.get(), "kick", new Question(id.value(), dryRun)));
  }

  private Kicked kicked(ClientId id, boolean dryRun) {
    Disconnect disconnect = Disconnect.of(DisconnectReason.KICKED, "logged out by an operator");
    Session ended =
        (dryRun ? sessions.session(id) : sessions.dismiss(id, disconnect, Farewell.NONE))
            .orElseThrow(() -> notAttached(id));
    return new Kicked(
        id.value(), ended.sessionId(), disconnect.reason().name(), dryRun, others.self());
  }

  /**
   * The answer to a DELETE.
   *
   * @param dryRun it is still attached
   * @param node the gateway that held it
   */
  record Kicked(String clientId, String sessionId, String reason, boolean dryRun, String node) {}

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
