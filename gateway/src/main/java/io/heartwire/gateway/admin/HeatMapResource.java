package io.heartwire.gateway.admin;

import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Silence;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** {@code /api/v1/heatmap}: all attached clients by how long they have been silent. */
final class HeatMapResource {
  /* The event loops are asked once a second at most, however many look on; each goes through its
   * clients in steps. Counting is done here, on a thread of the administration. */
  private static final Map<String, Function<Silence, String>> DIMENSIONS =
      new TreeMap<>(
          Map.of(
              "group", of(Session::group),
              "listener", of(Session::listener),
              "version", of(Session::version),
              "source", of(HeatMapResource::network),
              "state", Silence::state));

  private final AdminSources sources;
  private final OnceASecond<Asked> asked;

  /** What the event loops said, and when they were asked. */
  private record Asked(Instant at, long attached, List<Silence> silences) {}

  HeatMapResource(AdminSources sources) {
    this.sources = sources;
    this.asked = new OnceASecond<>(this::ask, sources.wallClock());
  }

  private Asked ask() {
    Instant at = sources.wallClock().instant();
    return new Asked(at, sources.sessions().attached(), sources.doors().silences().get());
  }

  void show(Context request) {
    String by = Query.of(request, "by").text("by").orElse("group");
    Function<Silence, String> dimension =
        Optional.ofNullable(DIMENSIONS.get(by))
            .orElseThrow(
                () ->
                    Refusal.badRequest(
                        "by ("
                            + by
                            + ") must be one of "
                            + String.join(", ", DIMENSIONS.keySet())
                            + ": use one of them"));
    Asked now = asked.get();
    request.json(
        new HeatMap(
            now.at(),
            by,
            now.attached(),
            now.silences().size(),
            HeatMap.rows(now.silences(), dimension),
            HeatMap.longest(now.silences())));
  }

  private static Function<Silence, String> of(Function<Session, String> property) {
    return silence -> property.apply(silence.session());
  }

  private static String network(Session session) {
    InetAddress source = session.remoteAddress().getAddress();
    return source == null ? "" : Addresses.network(source);
  }
}
