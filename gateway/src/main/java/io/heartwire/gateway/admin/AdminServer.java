package io.heartwire.gateway.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.config.AdminConfig;
import io.heartwire.gateway.event.EventText;
import io.heartwire.gateway.session.TimedLever;
import io.heartwire.netty.BindFailure;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JavalinJackson;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door for operators, open when {@link #start} returns: REST, metrics, health and the
 * dashboard. Thread safe.
 *
 * <p>Bounds: {@value #MAX_THREADS} threads, 256 connections, 30 s of idling each, bodies of 1 KiB
 * (of timeouts: 64 KiB), pages of 1,000 items. Starting takes about a second: open the doors for
 * clients first.
 */
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final int MAX_THREADS = 12;
  private static final int MIN_THREADS = 4;
  private static final int METHOD_NOT_ALLOWED = 405;

  private final AdminConfig config;
  private final Javalin javalin;
  private final Parts parts;

  private AdminServer(AdminConfig config, Javalin javalin, Parts parts) {
    this.config = config;
    this.javalin = javalin;
    this.parts = parts;
  }

  /** What answers the requests. */
  private record Parts(
      AdminSources sources,
      ObjectMapper json,
      Metrics metrics,
      Health health,
      StatusResource status,
      EventStreams streams,
      LiveResource live,
      MessagesResource messages,
      BundleResource bundle,
      FigureHistory history,
      TraceResource trace) {

    static Parts of(AdminSources sources) {
      ObjectMapper json = Json.mapper();
      var history = FigureHistory.start(sources);
      var status = new StatusResource(sources, history);
      return new Parts(
          sources,
          json,
          new Metrics(sources),
          new Health(sources.drain(), () -> sources.engine().standing().detached()),
          status,
          new EventStreams(
              sources.engine(),
              new EventText(sources.config().node()),
              sources.threads().apply("heartwire-events")),
          new LiveResource(sources, status::status, json),
          new MessagesResource(sources, json),
          new BundleResource(sources, status::status, json),
          history,
          new TraceResource(sources, json));
    }

    void closeStreams() {
      streams.close();
      live.close();
      trace.close();
    }

    void close() {
      closeStreams();
      messages.close();
      bundle.close();
      history.close();
      metrics.close();
    }
  }

  /**
   * Opens the door.
   *
   * @param tls makes the server's end of TLS for each connection; empty: the door speaks none
   * @throws IllegalStateException if it cannot, because the port is in use for instance; the
   *     message is one sentence for people, and nothing is left running
   */
  public static AdminServer start(AdminSources sources, Optional<Supplier<SSLEngine>> tls) {
    AdminConfig config = sources.config().admin();
    ServerSocketChannel socket = bind(config);
    Parts parts = Parts.of(sources);
    Javalin javalin = Javalin.create(setup -> configure(setup, parts, socket, tls));
    try {
      javalin.start();
    } catch (RuntimeException e) {
      javalin.stop();
      parts.close();
      throw new IllegalStateException(
          "the administration cannot be started ("
              + e.getMessage()
              + "): admin.enabled: false "
              + "starts without it",
          e);
    }
    return new AdminServer(config, javalin, parts);
  }

  /** Bound before anything else is made: a port that is taken costs no second, and no log line. */
  private static ServerSocketChannel bind(AdminConfig config) {
    ServerSocketChannel socket = null;
    var address = new InetSocketAddress(config.host(), config.port());
    try {
      socket = ServerSocketChannel.open();
      socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return socket.bind(address, AdminConnector.MAX_CONNECTIONS);
    } catch (IOException | UnresolvedAddressException e) {
      closeQuietly(socket);
      throw new IllegalStateException(
          "the administration cannot listen on "
              + BindFailure.sentence(address, e)
              + " (admin.host, admin.port), or set admin.enabled: false",
          e);
    }
  }

  private static void closeQuietly(@Nullable ServerSocketChannel socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      LOG.debug("closing a socket that was never bound", e);
    }
  }

  /** Where it listens, with the port that was taken. */
  public InetSocketAddress address() {
    return new InetSocketAddress(config.host(), javalin.port());
  }

  /** The same as a link. */
  public URI uri() {
    String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
    return URI.create((config.tls() ? "https://" : "http://") + host + ":" + javalin.port());
  }

  /** What can be asked here: {@code GET /api/v1/status}. */
  List<String> routes() {
    return javalin.unsafe.internalRouter.allHttpHandlers().stream()
        .filter(route -> route.endpoint.method.isHttpMethod())
        .map(route -> route.endpoint.method + " " + route.endpoint.path)
        .toList();
  }

  /** The gateway is about to be stopped: {@code /readyz} says so from now on. */
  public void stopping() {
    parts.health().stopping();
  }

  /** Closes the door at once. */
  @Override
  public void close() {
    parts.closeStreams();
    javalin.stop();
    parts.close();
  }

  private static void configure(
      JavalinConfig setup,
      Parts parts,
      ServerSocketChannel socket,
      Optional<Supplier<SSLEngine>> tls) {
    setup.startup.showJavalinBanner = false;
    setup.startup.showOldJavalinVersionWarning = false;
    setup.startup.startupWatcherEnabled = false;
    setup.http.prefer405over404 = true;
    setup.http.maxRequestSize = RequestBody.MAX_BYTES;
    setup.router.treatMultipleSlashesAsSingleSlash = false;
    ObjectMapper json = parts.json();
    setup.jsonMapper(new JavalinJackson(json, false));
    var threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("heartwire-admin");
    threads.setDaemon(true);
    setup.jetty.threadPool = threads;
    setup.jetty.addConnector((server, http) -> AdminConnector.of(server, http, socket, tls));
    setup.jetty.modifyServer(server -> server.setErrorHandler(new JettyProblems(json)));
    setup.jetty.modifyServletContextHandler(
        context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
    routes(setup, parts);
    problems(setup, json);
  }

  private static void routes(JavalinConfig setup, Parts parts) {
    AdminSources sources = parts.sources();
    ObjectMapper json = parts.json();
    var tokens = new TokenGuard(sources.config().admin());
    var guard = new HostGuard(sources.config().admin(), tokens.asks());
    var clients = new ClientsResource(sources, json);
    var checks = new ChecksResource(sources, json);
    var handlers = new HandlersResource(sources, json);
    setup.routes.before(guard::check);
    setup.routes.before(tokens::check);
    setup.routes.get("/api/openapi.json", new OpenApi(json)::show);
    setup.routes.get("/api/v1/status", parts.status()::show);
    setup.routes.get("/api/v1/live", parts.live()::stream);
    setup.routes.get("/api/v1/heatmap", new HeatMapResource(sources)::show);
    setup.routes.get("/api/v1/clients", clients::list);
    setup.routes.get("/api/v1/clients/{id}", clients::show);
    setup.routes.delete("/api/v1/clients/{id}", AuditNote.of("kick", clients::kick));
    setup.routes.post("/api/v1/clients/{id}/messages", parts.messages()::toClient);
    setup.routes.post("/api/v1/groups/{group}/messages", parts.messages()::toGroup);
    setup.routes.get("/api/v1/disconnects", new DisconnectsResource(sources)::list);
    setup.routes.get("/api/v1/checks", checks::list);
    setup.routes.get("/api/v1/checks/{scope}/{name}", checks::show);
    setup.routes.put("/api/v1/checks/{scope}/{name}", AuditNote.of("check", checks::set));
    setup.routes.get("/api/v1/handlers", handlers::list);
    setup.routes.put("/api/v1/handlers/{type}", AuditNote.of("handlers", handlers::set));
    setup.routes.post(
        "/api/v1/config/reload",
        AuditNote.of("config reload", new ConfigResource(sources)::reload));
    var drain = new DrainResource(sources, json);
    setup.routes.get("/api/v1/drain", drain::show);
    setup.routes.post("/api/v1/drain", AuditNote.of("drain", drain::begin));
    var storm = new StormResource(sources, json);
    setup.routes.get("/api/v1/storm", storm::show);
    setup.routes.put("/api/v1/storm", AuditNote.of("admit", storm::admit));
    var audit = new AuditResource(sources);
    setup.routes.get("/api/v1/audit", audit::list);
    setup.routes.after(audit::write);
    levers(setup, parts);
    whatHappened(setup, parts);
    parts.bundle().routes(setup);
    parts.trace().routes(setup);
    setup.routes.get("/metrics", parts.metrics()::scrape);
    setup.routes.get("/healthz", parts.health()::live);
    setup.routes.get("/readyz", parts.health()::ready);
    Dashboard.serve(setup);
    setup.routes.after(AdminServer::keepNothing);
  }

  private static void levers(JavalinConfig setup, Parts parts) {
    for (TimedLever.Kind kind : TimedLever.Kind.values()) {
      String word = kind == TimedLever.Kind.HOLD ? "hold" : "extension";
      var levers = new LeversResource(parts.sources(), parts.json(), kind);
      setup.routes.get("/api/v1/" + word + "s", levers::list);
      setup.routes.post("/api/v1/" + word + "s", AuditNote.of(word, levers::pull));
      setup.routes.delete(
          "/api/v1/" + word + "s/{id}", AuditNote.of(word + " lifted", levers::lift));
    }
  }

  /** Events, and whatever makes them; why they happen. */
  private static void whatHappened(JavalinConfig setup, Parts parts) {
    AdminSources sources = parts.sources();
    ObjectMapper json = parts.json();
    var events = new EventsResource(sources, parts.streams());
    setup.routes.get("/api/v1/events", events::list);
    setup.routes.get("/api/v1/events/stream", events::stream);
    var sinks = new SinksResource(sources, json);
    setup.routes.get("/api/v1/sinks", sinks::list);
    setup.routes.post("/api/v1/sinks/{name}/replay", AuditNote.of("replay", sinks::replay));
    setup.routes.get("/api/v1/sinks/{name}/dead-letters", sinks::deadLetters);
    setup.routes.post(
        "/api/v1/sinks/{name}/dead-letters/replay",
        AuditNote.of("dead-letters replay", sinks::replayDeadLetters));
    var timeouts = new TimeoutsResource(sources, json);
    setup.routes.get("/api/v1/timeouts", timeouts::list);
    setup.routes.get("/api/v1/timeouts/{id}", timeouts::show);
    setup.routes.put("/api/v1/timeouts/{id}", timeouts::set);
    setup.routes.delete("/api/v1/timeouts/{id}", timeouts::cancel);
    var tokens = new HeartbeatTokensResource(sources, json);
    setup.routes.get("/api/v1/heartbeat-tokens", tokens::list);
    setup.routes.put("/api/v1/heartbeat-tokens/{id}", tokens::make);
    setup.routes.delete("/api/v1/heartbeat-tokens/{id}", tokens::revoke);
    setup.routes.get("/api/v1/users/{user}", new UsersResource(sources)::show);
    var groups = new GroupsResource(sources, json);
    setup.routes.get("/api/v1/groups", groups::list);
    setup.routes.get("/api/v1/groups/{group}", groups::show);
    setup.routes.put("/api/v1/groups/{group}/version", AuditNote.of("group version", groups::set));
    setup.routes.post("/api/v1/groups/{group}/stale", AuditNote.of("group stale", groups::stale));
    var incidents = new IncidentsResource(sources);
    setup.routes.get("/api/v1/incidents", incidents::list);
    setup.routes.get("/api/v1/incidents/{id}", incidents::show);
    setup.routes.get("/api/v1/why", incidents::why);
    setup.routes.get("/api/v1/evidence", incidents::evidence);
    var targets = new TargetsResource(sources, json);
    setup.routes.get("/api/v1/targets", targets::list);
    setup.routes.get("/api/v1/targets/{name}", targets::show);
    setup.routes.put("/api/v1/targets/{name}", AuditNote.of("target add", targets::add));
    setup.routes.delete("/api/v1/targets/{name}", AuditNote.of("target remove", targets::remove));
  }

  private static void keepNothing(Context request) {
    if (request.res().getHeader("Cache-Control") == null) {
      request.header("Cache-Control", "no-store");
    }
  }

  private static void problems(JavalinConfig setup, ObjectMapper json) {
    setup.routes.exception(
        Refusal.class,
        (refusal, request) -> answer(request, json, refusal.problem(request.path())));
    setup.routes.exception(
        HttpResponseException.class,
        (e, request) -> {
          if (e.getStatus() == METHOD_NOT_ALLOWED) {
            // The details are one entry: what may be done here, under a name that varies.
            request.header("Allow", String.join(", ", e.getDetails().values()));
          }
          answer(request, json, JettyProblems.of(e.getStatus(), request.path()));
        });
    setup.routes.exception(
        Exception.class,
        (e, request) -> {
          LOG.error("{} {} failed: a defect", request.method(), request.path(), e);
          answer(request, json, JettyProblems.of(500, request.path()));
        });
  }

  private static void answer(Context request, ObjectMapper json, Problem problem) {
    request
        .status(problem.status())
        .result(Json.bytes(json, problem))
        .contentType(Problem.MEDIA_TYPE);
  }
}
