package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.ClientId;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * {@code /api/v1/clients/{id}/trace}: follows one client across its reconnects, as server-sent
 * events, four looks a second, for an hour at most. Thread safe.
 */
final class TraceResource implements AutoCloseable {
  private static final Duration DEFAULT = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final long LOOK_MS = 250;

  /** So that a reader who has gone is noticed. */
  private static final int LOOKS_A_SIGN = 40;

  private final AdminSources sources;
  private final ObjectMapper json;
  private final StreamReaders readers;

  TraceResource(AdminSources sources, ObjectMapper json) {
    this.sources = sources;
    this.json = json;
    this.readers = new StreamReaders("traces", sources.threads().apply("heartwire-trace"));
  }

  void routes(JavalinConfig setup) {
    setup.routes.get("/api/v1/clients/{id}/trace", this::stream);
  }

  private void stream(Context request) {
    Query query = Query.of(request, "for");
    long looks = time(query).toMillis() / LOOK_MS;
    ClientId id = ClientsResource.clientId(request);
    var trace = new ClientTrace(sources, id);
    readers.open(
        request,
        reader -> {
          for (long look = 0; look < looks && reader.isOpen(); look++) {
            for (ClientTrace.Step step : trace.look()) {
              String text = new String(Json.bytes(json, step), StandardCharsets.UTF_8);
              reader.write("event: " + step.what() + "\ndata: " + text + "\n\n");
            }
            if (look % LOOKS_A_SIGN == 0) {
              reader.write(":\n\n");
            }
            reader.await(() -> false, TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
          }
        });
  }

  private static Duration time(Query query) {
    String text = query.text("for").orElse("");
    if (text.isEmpty()) {
      return DEFAULT;
    }
    return Query.duration(text)
        .filter(it -> it.compareTo(Duration.ofSeconds(1)) >= 0 && it.compareTo(LONGEST) <= 0)
        .orElseThrow(
            () ->
                Refusal.badRequest("for (" + text + ") must be 1s to 1h: write 10m, for instance"));
  }

  @Override
  public void close() {
    readers.close();
  }
}
