package io.heartwire.gateway.transport.http;

import io.heartwire.gateway.lease.Beat;
import io.heartwire.gateway.lease.BeatReader;
import io.heartwire.gateway.lease.BeatReader.Sender;
import io.heartwire.gateway.lease.LeaseDesk;
import io.heartwire.gateway.lease.MalformedBeatException;
import io.heartwire.gateway.lease.Reply;
import io.heartwire.gateway.transport.PeerCertificate;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * {@code /v1/heartbeats}: for clients that hold no connection. Thread safe.
 *
 * <p>A credential may be in the address, so that no address is ever logged or told from here.
 */
public final class HeartbeatRoutes implements HttpRoutes {
  private static final String ALL = "/v1/heartbeats";
  private static final String ONE = ALL + "/";
  private static final String BEARER = "bearer ";
  private static final Set<String> QUERY = Set.of("token", "ttl", "health");

  private final LeaseDesk desk;
  private final BeatReader reader;
  private final HeartbeatAnswers answers;

  /** All go to {@code desk}. */
  public HeartbeatRoutes(LeaseDesk desk, InstantSource wallClock) {
    this.desk = desk;
    this.reader = new BeatReader();
    this.answers = new HeartbeatAnswers(wallClock);
  }

  @Override
  public Optional<CompletionStage<FullHttpResponse>> answer(HttpExchange exchange) {
    boolean batch = exchange.path().equals(ALL);
    if (!batch && !exchange.path().startsWith(ONE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(batch ? many(exchange) : one(exchange));
    } catch (MalformedBeatException e) {
      desk.counters().countMalformed();
      return now(answers.malformed(String.valueOf(e.getMessage())));
    }
  }

  private static Optional<CompletionStage<FullHttpResponse>> now(FullHttpResponse response) {
    return Optional.of(CompletableFuture.completedFuture(response));
  }

  private CompletionStage<FullHttpResponse> one(HttpExchange exchange) {
    QueryStringDecoder uri = decoded(exchange);
    String clientId = uri.path().substring(ONE.length());
    HttpMethod method = exchange.request().method();
    boolean bare = method.equals(HttpMethod.GET) || method.equals(HttpMethod.POST);
    if (bare) {
      return proved(exchange, bare(clientId, exchange, uri.parameters()), desk::heartbeat)
          .thenApply(answers::of);
    }
    if (!uri.parameters().isEmpty()) {
      throw new MalformedBeatException(
          method + " takes no query: put it into the body, and the credential into Authorization");
    }
    if (method.equals(HttpMethod.PUT)) {
      Beat beat = reader.one(clientId, body(exchange), sender(exchange));
      return proved(exchange, beat, desk::heartbeat).thenApply(answers::of);
    }
    if (method.equals(HttpMethod.DELETE)) {
      Beat beat = reader.one(clientId, body(exchange), sender(exchange));
      return proved(exchange, beat, desk::goodbye).thenApply(answers::of);
    }
    return CompletableFuture.completedFuture(answers.notAllowed("GET, POST, PUT, DELETE"));
  }

  /**
   * Has {@code then} take {@code beat}, unless its connection's certificate is another client's.
   */
  private CompletionStage<Reply> proved(
      HttpExchange exchange, Beat beat, Function<Beat, CompletionStage<Reply>> then) {
    return switch (PeerCertificate.of(exchange.channel(), beat.login())) {
      case NONE -> then.apply(beat);
      case PROVES -> then.apply(beat.withCertificate());
      case IS_OF_ANOTHER ->
          desk.misled(beat, "the certificate is of another client: use one of this client");
    };
  }

  private Beat bare(String clientId, HttpExchange exchange, Map<String, List<String>> query) {
    query
        .keySet()
        .forEach(
            name -> {
              if (!QUERY.contains(name)) {
                throw new MalformedBeatException(
                    "the query has a name that is not known here: known are token, ttl, health");
              }
            });
    String token = only(query, "token");
    if (token.isEmpty()) {
      throw new MalformedBeatException(
          "a heartbeat by GET or POST needs ?token=…: make one with 'heartwire heartbeat-tokens"
              + " create', or use PUT with a credential");
    }
    Sender sender = new Sender(token, true, exchange.from(), listener(exchange));
    return reader.bare(clientId, only(query, "ttl"), only(query, "health"), sender);
  }

  private static String only(Map<String, List<String>> query, String name) {
    List<String> values = query.getOrDefault(name, List.of(""));
    if (values.size() != 1) {
      throw new MalformedBeatException(
          "the query has " + values.size() + " times '" + name + "': send it once");
    }
    return values.get(0);
  }

  private CompletionStage<FullHttpResponse> many(HttpExchange exchange) {
    if (!exchange.request().method().equals(HttpMethod.POST)) {
      return CompletableFuture.completedFuture(answers.notAllowed("POST"));
    }
    List<BeatReader.Item> items = reader.batch(body(exchange), sender(exchange));
    var results = new ArrayList<CompletableFuture<HeartbeatAnswers.Result>>(items.size());
    for (BeatReader.Item item : items) {
      results.add(result(exchange, item));
    }
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(done -> answers.ofMany(results.stream().map(CompletableFuture::join).toList()));
  }

  private CompletableFuture<HeartbeatAnswers.Result> result(
      HttpExchange exchange, BeatReader.Item item) {
    if (item.beat().isEmpty()) {
      desk.counters().countMalformed();
      return CompletableFuture.completedFuture(
          new HeartbeatAnswers.Result(item.clientId(), Optional.empty(), item.problem()));
    }
    return proved(exchange, item.beat().get(), desk::heartbeat)
        .toCompletableFuture()
        .thenApply(reply -> new HeartbeatAnswers.Result(item.clientId(), Optional.of(reply), ""));
  }

  private static QueryStringDecoder decoded(HttpExchange exchange) {
    try {
      var uri = new QueryStringDecoder(exchange.request().uri());
      // Decoded when they are asked for: what is wrong shows here.
      uri.parameters();
      return uri.path().startsWith(ONE) ? uri : undecodable();
    } catch (IllegalArgumentException e) {
      return undecodable();
    }
  }

  private static QueryStringDecoder undecodable() {
    throw new MalformedBeatException(
        "the address is not percent-encoded UTF-8: encode what is not A-Z a-z 0-9 . _ ~ -");
  }

  private static String listener(HttpExchange exchange) {
    return exchange.lobby().settings().name();
  }

  private static byte[] body(HttpExchange exchange) {
    return ByteBufUtil.getBytes(exchange.request().content());
  }

  private static Sender sender(HttpExchange exchange) {
    List<String> all = exchange.request().headers().getAll(HttpHeaderNames.AUTHORIZATION);
    if (all.isEmpty()) {
      return Sender.of("", exchange.from(), listener(exchange));
    }
    String header = all.get(0);
    if (all.size() > 1 || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new MalformedBeatException(
          "the credential must come in one header 'Authorization: Bearer …': correct it");
    }
    return Sender.of(
        header.substring(BEARER.length()).strip(), exchange.from(), listener(exchange));
  }
}
