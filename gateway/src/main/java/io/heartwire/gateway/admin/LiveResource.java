package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * {@code /api/v1/live}: the status once a second, as server-sent events. It is made and written as
 * JSON once for all readers; while there are none, not at all. Thread safe.
 */
final class LiveResource implements AutoCloseable {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final OnceASecond<String> now;
  private final StreamReaders readers;

  LiveResource(AdminSources sources, Supplier<StatusView> status, ObjectMapper json) {
    this.now =
        new OnceASecond<>(
            () -> new String(Json.bytes(json, status.get()), StandardCharsets.UTF_8),
            sources.wallClock());
    this.readers = new StreamReaders("status", sources.threads().apply("heartwire-live"));
  }

  void stream(Context request) {
    Query.of(request);
    readers.open(
        request,
        reader -> {
          while (reader.isOpen()) {
            reader.write("event: status\ndata: " + now.get() + "\n\n");
            reader.await(() -> false, SECOND_NANOS);
          }
        });
  }

  @Override
  public void close() {
    readers.close();
  }
}
