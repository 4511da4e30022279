package io.heartwire.gateway.transport.websocket;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The opening handshake, as section 4.2 of RFC 6455 has it. */
public final class Handshake {
  private static final int KEY_BYTES = 16;
  private static final String VERSION = "13";

  private Handshake() {}

  /**
   * Why a request does not become a WebSocket.
   *
   * @param status of the answer
   * @param detail in words, with the remedy
   * @param headers that the answer must have
   */
  public record Objection(
      HttpResponseStatus status, String detail, Map<CharSequence, String> headers) {
    static Objection badRequest(String detail) {
      return new Objection(HttpResponseStatus.BAD_REQUEST, detail, Map.of());
    }
  }

  static Optional<Objection> objection(FullHttpRequest request) {
    HttpHeaders headers = request.headers();
    if (!request.method().equals(HttpMethod.GET)) {
      return Optional.of(
          new Objection(
              HttpResponseStatus.METHOD_NOT_ALLOWED,
              request.method() + " does not open a WebSocket: use GET",
              Map.of(HttpHeaderNames.ALLOW, "GET")));
    }
    if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)
        || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
        || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
      return Optional.of(
          new Objection(
              HttpResponseStatus.UPGRADE_REQUIRED,
              "here are WebSockets only: send HTTP/1.1 with Connection: Upgrade and Upgrade:"
                  + " websocket, and let a proxy pass them on",
              Map.of(HttpHeaderNames.UPGRADE, "websocket")));
    }
    if (!List.of(VERSION).equals(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      return Optional.of(
          new Objection(
              HttpResponseStatus.UPGRADE_REQUIRED,
              "Sec-WebSocket-Version is "
                  + headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION)
                  + ", spoken here is "
                  + VERSION,
              Map.of(
                  HttpHeaderNames.SEC_WEBSOCKET_VERSION,
                  VERSION,
                  HttpHeaderNames.UPGRADE,
                  "websocket")));
    }
    List<String> keys = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (keys.size() != 1 || !isKey(keys.get(0))) {
      return Optional.of(
          Objection.badRequest(
              "Sec-WebSocket-Key must be there once and be " + KEY_BYTES + " bytes in base64"));
    }
    return Optional.empty();
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static FullHttpResponse answer(FullHttpRequest request, String subprotocol) {
    return new Answering(subprotocol).to(request);
  }

  /** Netty's, of which only the answer is needed: the pipeline is arranged elsewhere. */
  private static final class Answering extends WebSocketServerHandshaker13 {
    Answering(String subprotocol) {
      super("", subprotocol, WebSocketDecoderConfig.newBuilder().build());
    }

    FullHttpResponse to(FullHttpRequest request) {
      return newHandshakeResponse(request, new DefaultHttpHeaders());
    }
  }
}
