package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.event.CloudEvent;
import io.heartwire.gateway.event.SinkState;
import io.heartwire.gateway.event.Sinks;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/sinks}: other systems that are told what happens, and how far they are. */
final class SinksResource {
  private static final Logger LOG = LoggerFactory.getLogger(SinksResource.class);

  private final AdminSources sources;
  private final ObjectMapper json;

  SinksResource(AdminSources sources, ObjectMapper json) {
    this.sources = sources;
    this.json = json;
  }

  void list(Context request) {
    Query.of(request, "limit");
    List<SinkState> states = states();
    request.json(new Listing<>(states, states.size(), Optional.empty()));
  }

  private List<SinkState> states() {
    return sinks().map(Sinks::states).orElse(List.of());
  }

  /** Tells a sink again what it was told, from an event on. */
  void replay(Context request) {
    Query.of(request);
    SinkState sink = sink(request);
    if (sinks().filter(it -> it.tellsOnce(sink.name())).isPresent()) {
      throw Refusal.badRequest(
          "sink "
              + sink.name()
              + " tells each alert once: what it could not tell is among its dead letters, which"
              + " can be told again");
    }
    servedHere(sink);
    JsonNode body = RequestBody.of(request, json, SinksResource::expected);
    long from =
        number(body, "from")
            .or(() -> number(body, "after").map(after -> after + 1))
            .orElseThrow(() -> expected("the body holds something else"));
    if (from > sink.last() + 1) {
      throw Refusal.badRequest(
          "from ("
              + from
              + ") would leave out events that sink "
              + sink.name()
              + " has not taken: choose at most "
              + (sink.last() + 1));
    }
    long first = Math.max(from, sources.engine().oldestEvent());
    AuditNote.of(request).values(sink.last(), first - 1);
    sinks().ifPresent(sinks -> sinks.replay(sink.name(), first - 1));
    LOG.info("sink {} is told again from {} on: asked by {}", sink.name(), first, request.ip());
    request.status(202).json(new Replayed(sink.name(), first));
  }

  /**
   * The answer to a replay.
   *
   * @param from the number of the first event that comes again
   */
  record Replayed(String name, long from) {}

  /** Events that a sink does not take. */
  void deadLetters(Context request) {
    Query query = Query.of(request, "limit", "after");
    String name = sink(request).name();
    long after = query.text("after").map(EventsResource::number).orElse(0L);
    List<DeadLetter> letters = sources.engine().deadLetters().list(name, after, query.limit() + 1);
    boolean more = letters.size() > query.limit();
    List<DeadLetterView> page = letters.stream().limit(query.limit()).map(this::view).toList();
    request.json(
        new Listing<>(
            page,
            sources.engine().deadLetters().count(name),
            more ? Optional.of(page.get(page.size() - 1).event().id()) : Optional.empty()));
  }

  private DeadLetterView view(DeadLetter letter) {
    return new DeadLetterView(
        CloudEvent.of(letter.event(), sources.config().node()), letter.at(), letter.why());
  }

  /**
   * An event that a sink does not take.
   *
   * @param givenUpAt when it became one
   * @param why what the sink said
   */
  record DeadLetterView(CloudEvent event, Instant givenUpAt, String why) {}

  /** Tells a sink its dead letters again. */
  void replayDeadLetters(Context request) {
    Query.of(request);
    SinkState sink = servedHere(sink(request));
    sinks().ifPresent(sinks -> sinks.replayDeadLetters(sink.name()));
    LOG.info("sink {} is told its dead letters again: asked by {}", sink.name(), request.ip());
    request.status(202).json(new LettersReplayed(sink.name(), sink.deadLetters().kept()));
  }

  /** The answer to a replay of dead letters: how many there were. */
  record LettersReplayed(String name, long deadLetters) {}

  /** Only whoever serves a sink can tell it something again. */
  private SinkState servedHere(SinkState sink) {
    if (sink.servedBy().equals(Optional.of(sources.config().node()))) {
      return sink;
    }
    throw Refusal.conflict(
        "sink "
            + sink.name()
            + sink.servedBy()
                .map(node -> " is served by " + node + ", not here: ask that gateway")
                .orElse(
                    " is served by no gateway at the moment: ask again when GET /api/v1/sinks says"
                        + " by which"));
  }

  private Optional<Sinks> sinks() {
    return sources.sinks().get();
  }

  private SinkState sink(Context request) {
    String name = request.pathParam("name");
    return sinks()
        .flatMap(sinks -> sinks.state(name))
        .orElseThrow(
            () ->
                Refusal.notFound(
                    "there is no sink "
                        + name
                        + ": there are "
                        + states().stream().map(SinkState::name).toList()));
  }

  private static Optional<Long> number(JsonNode body, String name) {
    return RequestBody.only(body, name)
        .filter(number -> number.isIntegralNumber() && number.canConvertToLong())
        .map(JsonNode::asLong)
        .filter(number -> number >= 0 && number < Long.MAX_VALUE);
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(
        but + ": send {\"from\": 1}, the number of the first event that is to come again");
  }
}
