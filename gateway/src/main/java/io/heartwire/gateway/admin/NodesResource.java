package io.heartwire.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.heartwire.gateway.cluster.NodeFacts;
import io.heartwire.gateway.cluster.Peer;
import io.heartwire.gateway.cluster.Presences;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code /api/v1/nodes}: the gateways that share the engine. */
final class NodesResource {
  /** Who has not answered by then, although its lease lives, is suspect. */
  private static final long PATIENCE_MS = 2_000;

  private static final String SUBJECT = "node";
  private static final String LIVE = "live";
  private static final String SUSPECT = "suspect";
  private static final String DETACHED = "detached";

  private final AdminSources sources;
  private final Others others;

  NodesResource(AdminSources sources, Others others) {
    this.sources = sources;
    this.others = others;
    others.answer(
        SUBJECT,
        question -> new State(state(), sources.sessions().attached(), sources.sessions().logins()));
  }

  /** How a gateway says that it is, just now. */
  private record State(String state, long clients, long logins) {}

  /**
   * One gateway.
   *
   * @param self whether it is the one that is asked
   * @param incarnation grows with every start
   * @param state live; draining; detached: it cannot reach the engine; suspect: its lease lives,
   *     but it does not answer
   * @param detail why it is suspect or detached, as one sentence
   * @param clients attached to it; of one that is suspect up to four seconds before it was heard of
   *     last
   * @param logins that have succeeded since its start
   * @param admin where its administration is; it may be a loopback address
   */
  record NodeView(
      String node,
      boolean self,
      long incarnation,
      String state,
      Optional<String> detail,
      Optional<Instant> since,
      OptionalLong uptimeMs,
      OptionalLong clients,
      OptionalLong logins,
      Optional<String> version,
      Optional<String> admin) {}

  /**
   * All of them.
   *
   * @param attached clients of all gateways, as the engine counts them
   * @param inGrace those whose connection is lost, and that may come back
   * @param offline those that are away
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Nodes(List<NodeView> items, long total, long attached, long inGrace, long offline) {}

  void list(Context request) {
    Query.of(request);
    Others.Heard heard = others.askAll(SUBJECT, Map.of(), PATIENCE_MS);
    Map<String, String> why = new HashMap<>();
    heard.missing().forEach(missing -> why.put(missing.node(), missing.why()));
    List<NodeView> views =
        others.live().stream()
            .map(
                peer ->
                    peer.node().equals(others.self())
                        ? self(peer)
                        : other(
                            peer,
                            Optional.ofNullable(heard.answers().get(peer.node())),
                            Optional.ofNullable(why.get(peer.node()))))
            .toList();
    Presences counts = sources.engine().counts();
    request.json(
        new Nodes(views, views.size(), counts.attached(), counts.inGrace(), counts.offline()));
  }

  private String state() {
    if (sources.engine().health().problem().isPresent()) {
      return DETACHED;
    }
    return sources.drain().isReady() ? LIVE : "draining";
  }

  private NodeView self(Peer peer) {
    return view(
        peer,
        state(),
        sources.engine().health().problem(),
        OptionalLong.of(sources.sessions().attached()),
        OptionalLong.of(sources.sessions().logins()));
  }

  private NodeView other(Peer peer, Optional<JsonNode> said, Optional<String> why) {
    if (said.isEmpty()) {
      return view(
          peer,
          why.isPresent() ? SUSPECT : peer.fact(NodeFacts.STATE),
          why,
          count(peer.fact(NodeFacts.CLIENTS)),
          count(peer.fact(NodeFacts.LOGINS)));
    }
    JsonNode now = said.get();
    return view(
        peer,
        now.path("state").asText(),
        Optional.empty(),
        OptionalLong.of(now.path("clients").asLong()),
        OptionalLong.of(now.path("logins").asLong()));
  }

  private NodeView view(
      Peer peer, String state, Optional<String> detail, OptionalLong clients, OptionalLong logins) {
    Optional<Instant> since = moment(peer.fact(NodeFacts.SINCE));
    Instant now = sources.wallClock().instant();
    return new NodeView(
        peer.node(),
        peer.node().equals(others.self()),
        peer.incarnation(),
        state,
        detail,
        since,
        since
            .map(start -> OptionalLong.of(Math.max(0, Duration.between(start, now).toMillis())))
            .orElse(OptionalLong.empty()),
        clients,
        logins,
        text(peer.fact(NodeFacts.VERSION)),
        text(peer.fact(NodeFacts.ADMIN)));
  }

  private static Optional<Instant> moment(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static OptionalLong count(String text) {
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private static Optional<String> text(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
