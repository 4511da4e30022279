package io.heartwire.gateway.transport.websocket;

import io.heartwire.gateway.transport.TcpSettings;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose pages may open a WebSocket. A browser sends the origin of a page and the user's cookies
 * whatever page it is, so that without this any page could speak for its visitor.
 */
final class Origins {
  private Origins() {}

  static Optional<Handshake.Objection> objection(FullHttpRequest request, TcpSettings settings) {
    List<String> origins = request.headers().getAll(HttpHeaderNames.ORIGIN);
    if (origins.isEmpty()) {
      return Optional.empty();
    }
    String origin = origins.get(0);
    Set<String> allowed = settings.web().origins();
    String host = String.valueOf(request.headers().get(HttpHeaderNames.HOST));
    boolean fits =
        origins.size() == 1
            && (allowed.isEmpty()
                ? isOf(origin, host)
                : allowed.contains("*") || allowed.contains(origin.toLowerCase(Locale.ROOT)));
    return fits
        ? Optional.empty()
        : Optional.of(
            new Handshake.Objection(
                HttpResponseStatus.FORBIDDEN,
                "pages of "
                    + origin
                    + " may not open a WebSocket here: add it to listeners."
                    + settings.section()
                    + ".origins if they may",
                Map.of()));
  }

  private static boolean isOf(String origin, String host) {
    return origin.equalsIgnoreCase("https://" + host) || origin.equalsIgnoreCase("http://" + host);
  }
}
