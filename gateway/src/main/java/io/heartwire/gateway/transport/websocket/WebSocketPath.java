package io.heartwire.gateway.transport.websocket;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.transport.Guest;
import io.heartwire.gateway.transport.Lobby;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A path of the HTTP listener behind which WebSockets are. Thread safe. */
public final class WebSocketPath {
  private static final int HEADROOM_BYTES = 16;

  private final String path;
  private final List<Dialect> dialects;
  private final Map<Dialect, WebSocketDecoderConfig> configs = new ConcurrentHashMap<>();

  /** At {@code path}, with {@code dialects}, the preferred one first. */
  public WebSocketPath(String path, List<Dialect> dialects) {
    this.path = path;
    this.dialects = List.copyOf(dialects);
  }

  /** Where it is. */
  public String path() {
    return path;
  }

  /** Why {@code request} cannot become a WebSocket here; empty if it can. */
  public Optional<Handshake.Objection> objection(FullHttpRequest request, Lobby lobby) {
    return Handshake.objection(request)
        .or(() -> Origins.objection(request, lobby.settings()))
        .or(() -> dialect(request).isPresent() ? Optional.empty() : Optional.of(noDialect()));
  }

  private Handshake.Objection noDialect() {
    return Handshake.Objection.badRequest(
        "no subprotocol is offered that is spoken here: offer one of "
            + String.join(", ", dialects.stream().map(Dialect::subprotocol).toList())
            + " in Sec-WebSocket-Protocol");
  }

  /** The first of ours that the client offers. */
  private Optional<Dialect> dialect(FullHttpRequest request) {
    List<String> offered =
        request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
            .flatMap(line -> Arrays.stream(line.split(",")))
            .map(String::strip)
            .toList();
    return dialects.stream().filter(it -> offered.contains(it.subprotocol())).findFirst();
  }

  /** The answer that makes a WebSocket of the connection of {@code request}, an acceptable one. */
  public FullHttpResponse answer(FullHttpRequest request) {
    return Handshake.answer(request, dialect(request).orElseThrow().subprotocol());
  }

  /**
   * Speaks WebSocket from now on, at the end of the pipeline of {@code channel}, once {@link
   * #answer} has been written; the handlers before are to be removed by the caller. On the event
   * loop.
   *
   * @param login what the newcomer is held to until it has logged in
   */
  public Guest begin(FullHttpRequest request, Channel channel, Lobby lobby, LivenessPolicy login) {
    ChannelPipeline pipeline = channel.pipeline();
    Dialect dialect = dialect(request).orElseThrow();
    Dialect.Speaker speaker = dialect.begin(channel, lobby, login);
    String bridge = pipeline.context(WebSocketBridge.class).name();
    int maxFrameBytes = lobby.settings().limits().maxFrameBytes();
    int maxBytes = dialect.maxMessageBytes(maxFrameBytes) + HEADROOM_BYTES;
    pipeline.addBefore(bridge, null, new SocketDecoder(speaker, config(dialect, maxBytes)));
    pipeline.addBefore(bridge, null, new WebSocket13FrameEncoder(false));
    return speaker.guest();
  }

  /** One for all connections of a dialect, until the limit is another. */
  private WebSocketDecoderConfig config(Dialect dialect, int maxBytes) {
    WebSocketDecoderConfig known = configs.get(dialect);
    if (known == null || known.maxFramePayloadLength() != maxBytes) {
      known = SocketDecoder.config(maxBytes);
      configs.put(dialect, known);
    }
    return known;
  }
}
