package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.bundle.Bundler;
import io.heartwire.gateway.config.DisclosedConfig;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/bundle}: one file for a bug report, made in the background. Thread safe. */
final class BundleResource implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BundleResource.class);
  private static final long DEFAULT_MS = 30_000;
  private static final long SHORTEST_MS = 1_000;

  private final Bundler bundler;
  private final ObjectMapper json;

  BundleResource(AdminSources sources, Supplier<StatusView> status, ObjectMapper json) {
    this.json = json;
    var parts = new BundleParts(sources, status, json);
    this.bundler =
        new Bundler(
            new Bundler.Setup(
                sources.config().node(),
                parts::parts,
                () ->
                    sources.listeners().values().stream()
                        .map(InetSocketAddress::getPort)
                        .collect(Collectors.toSet()),
                () -> DisclosedConfig.of(sources.config()).secrets(),
                json,
                sources.wallClock(),
                sources.threads().apply("heartwire-bundle")));
  }

  void routes(JavalinConfig setup) {
    setup.routes.post("/api/v1/bundle", AuditNote.of("bundle", this::begin));
    setup.routes.get("/api/v1/bundle", this::show);
    setup.routes.get("/api/v1/bundle/file", this::file);
    setup.routes.delete("/api/v1/bundle", AuditNote.of("bundle dropped", this::discard));
  }

  /** How far the last one is. */
  record View(
      String state,
      Optional<String> name,
      long timeMs,
      long measuredMs,
      Optional<Long> sizeBytes,
      Optional<String> problem) {
    static View of(Bundler.Progress progress) {
      return new View(
          progress.state().name().toLowerCase(Locale.ROOT),
          Optional.of(progress.name()).filter(it -> !it.isEmpty()),
          progress.timeMs(),
          progress.measuredMs(),
          Optional.of(progress.sizeBytes()).filter(it -> it > 0),
          progress.problem());
    }
  }

  private void show(Context request) {
    Query.of(request);
    request.json(View.of(bundler.progress()));
  }

  private void begin(Context request) {
    Query.of(request);
    Duration time = time(request);
    Bundler.Progress begun;
    try {
      begun =
          bundler
              .begin(time)
              .orElseThrow(
                  () ->
                      new Refusal(
                          409,
                          "A bundle is being made",
                          "one bundle at a time: wait for it, or DELETE /api/v1/bundle"));
    } catch (UncheckedIOException e) {
      throw new Refusal(507, "No place", e.getMessage() + ": make room for 100 MiB there");
    }
    LOG.info("a bundle over {} s was asked for by {}", time.toSeconds(), request.ip());
    request.status(202).json(View.of(begun));
  }

  private Duration time(Context request) {
    JsonNode body = RequestBody.of(request, json, BundleResource::expected);
    if (body.isMissingNode() || (body.isObject() && body.isEmpty())) {
      return Duration.ofMillis(DEFAULT_MS);
    }
    long timeMs =
        RequestBody.only(body, "timeMs")
            .filter(it -> it.isIntegralNumber() && it.canConvertToLong())
            .map(JsonNode::longValue)
            .orElseThrow(() -> expected("the body holds something else"));
    if (timeMs < SHORTEST_MS || timeMs > Bundler.LONGEST.toMillis()) {
      throw Refusal.badRequest(
          "timeMs ("
              + timeMs
              + ") must be "
              + SHORTEST_MS
              + " to "
              + Bundler.LONGEST.toMillis()
              + ": change it");
    }
    return Duration.ofMillis(timeMs);
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(but + ": send {\"timeMs\": 30000}, or none for 30 seconds");
  }

  private void file(Context request) {
    Query.of(request);
    Bundler.Progress progress = bundler.progress();
    Path file =
        bundler
            .file()
            .orElseThrow(
                () ->
                    Refusal.notFound(
                        "there is no bundle that is ready: POST /api/v1/bundle begins one, GET says"
                            + " how far it is"));
    try {
      var bytes = Files.newInputStream(file);
      request.contentType("application/zip");
      request.header("Content-Disposition", "attachment; filename=\"" + progress.name() + "\"");
      request.result(bytes);
    } catch (IOException e) {
      throw Refusal.notFound("the bundle is gone: begin another one");
    }
  }

  private void discard(Context request) {
    Query.of(request);
    bundler.discard();
    request.json(View.of(bundler.progress()));
  }

  @Override
  public void close() {
    bundler.close();
  }
}
