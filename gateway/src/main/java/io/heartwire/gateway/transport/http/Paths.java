package io.heartwire.gateway.transport.http;

import io.heartwire.gateway.transport.websocket.WebSocketPath;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is at which path.
 *
 * @param sockets WebSockets by path
 * @param others answers all other paths
 */
record Paths(Map<String, WebSocketPath> sockets, HttpRoutes others) {
  static Paths of(List<WebSocketPath> sockets, HttpRoutes others) {
    return new Paths(
        sockets.stream()
            .collect(Collectors.toUnmodifiableMap(WebSocketPath::path, Function.identity())),
        others);
  }
}
