package io.heartwire.gateway.admin;

import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.admission.AdmissionState;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Standing;
import io.heartwire.gateway.cluster.Timeouts;
import io.heartwire.gateway.health.HealthFigures;
import io.heartwire.gateway.health.HealthState;
import io.heartwire.netty.Heartbeats;
import io.heartwire.netty.LoopStats;
import io.heartwire.wire.CloseCode;
import io.javalin.http.Context;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * {@code /metrics}. Reads counters that the gateway keeps anyway, when it is asked: a heartbeat
 * pays nothing for being counted.
 */
final class Metrics implements AutoCloseable {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final HandlerMetrics handlers;
  // The registry holds what it counts weakly.
  private final List<DoubleSupplier> kept = new ArrayList<>();

  Metrics(AdminSources sources) {
    this.handlers = new HandlerMetrics(sources.dispatcher(), registry);
    new SinkMetrics(sources).bindTo(registry);
    new TargetMetrics(sources.targets()).bindTo(registry);
    new HistogramMetrics(sources, handlers::latest).bindTo(registry.getPrometheusRegistry());
    sessions(sources);
    standing(sources.engine()::standing);
    timeouts(sources.engine().timeouts());
    leases(sources.leases());
    doors(sources);
    messages(sources.engine().inbox());
    admission(sources.admission().state());
    health(sources.health().figures(), sources.sessions()::attached);
    detector(sources.heartbeats());
    doctor(sources.doctor().get());
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  private void sessions(AdminSources sources) {
    gauge(Metric.ATTACHED, sources.sessions()::attached);
    gauge(Metric.STALE, () -> sources.stale().get().size());
    gauge(Metric.IN_GRACE, () -> sources.engine().counts().inGrace());
    counter(Metric.EVENTS, sources.engine()::latestEvent);
    gauge(Metric.ENGINE_WAITING, () -> sources.engine().health().waiting());
    counter(Metric.ENGINE_FAILURES, () -> sources.engine().health().failures());
    counter(Metric.ENGINE_LOST, () -> sources.engine().health().lost());
    counter(Metric.ENGINE_COMMITS, () -> sources.engine().health().commits());
    gauge(Metric.OFFLINE, () -> sources.engine().counts().offline());
    counter(Metric.LEAVERS_FORGOTTEN, sources.sessions()::forgotten);
    gauge(Metric.DRAINING, () -> sources.drain().isReady() ? 0 : 1);
    counter(Metric.LOGINS, sources.sessions()::logins);
    counter(Metric.FALSE_DISCONNECTS, sources.review()::falseVerdicts);
    counter(Metric.UNREACHABLE, sources.review()::unreachable);
    counter(Metric.MESSAGES, sources.dispatcher()::received);
    counter(Metric.HANDLER_ERRORS, sources.dispatcher()::failed);
    gauge(Metric.LANES_WAITING, () -> sources.dispatcher().load().waiting());
    gauge(Metric.IN_FLIGHT, () -> sources.dispatcher().load().inFlight());
    gauge(Metric.LEVERS, () -> sources.levers().levers().size());
    counter(Metric.HELD_VERDICTS, () -> Figures.sum(sources.heartbeats(), LoopStats::heldBack));
    counter(Metric.HELD_OFFLINE, () -> sources.levers().offlineHeldBack());
    gauge(Metric.HELD_BYTES, () -> sources.dispatcher().load().heldBytes());
    gauge(Metric.LEFT_BEHIND, () -> sources.dispatcher().load().leftBehind());
    counter(Metric.LOG_LINES_DROPPED, sources.departureLog()::dropped);
    counter(Metric.AUDIT_UNTAKEN, sources.auditTrail()::untaken);
    for (DisconnectReason reason : DisconnectReason.values()) {
      counter(Metric.DISCONNECTS, reason.name(), () -> sources.disconnects().sessionsEnded(reason));
    }
  }

  private void standing(Supplier<Standing> standing) {
    gauge(Metric.DETACHED, () -> standing.get().detached() ? 1 : 0);
    counter(Metric.BEGUN_ANEW, () -> standing.get().begunAnew());
    counter(Metric.AUDIT_COMPARED, () -> standing.get().compared());
    counter(Metric.AUDIT_FOUND, "resumed", () -> standing.get().resumed());
    counter(Metric.AUDIT_FOUND, "renewed", () -> standing.get().renewed());
    counter(Metric.AUDIT_FOUND, "superseded", () -> standing.get().superseded());
    counter(Metric.AUDIT_FOUND, "not-held", () -> standing.get().notHeld());
  }

  private void doctor(Optional<AdminSources.Doctor> doctor) {
    gauge(
        Metric.INCIDENT_OPEN,
        () -> doctor.flatMap(it -> it.incidents().open()).isPresent() ? 1 : 0);
    counter(Metric.INCIDENTS, () -> doctor.map(it -> it.incidents().opened()).orElse(0L));
    counter(Metric.EVIDENCE_LOST, () -> doctor.map(Metrics::lost).orElse(0L));
  }

  private static long lost(AdminSources.Doctor doctor) {
    return doctor.incidents().dropped()
        + doctor.evidence().probeFailures()
        + doctor.evidence().observerFailures()
        + doctor.evidence().happeningsUnobserved()
        + doctor.evidence().ring().happeningsDropped();
  }

  private void timeouts(Timeouts timeouts) {
    gauge(Metric.TIMEOUTS, () -> timeouts.figures().pending());
    counter(Metric.TIMEOUTS_FIRED, () -> timeouts.figures().fired());
    counter(Metric.TIMEOUTS_REFUSED, () -> timeouts.figures().refused());
    gauged(Metric.TIMEOUT_LATENESS, () -> timeouts.figures().latenessMs() / 1e3);
  }

  private void leases(AdminSources.Leases leases) {
    gauge(Metric.LEASES, leases.counters()::held);
    LeaseMetrics.counters(leases, this::counter);
    gauge(Metric.HEARTBEAT_TOKENS, leases.tokens()::size);
  }

  private void doors(AdminSources sources) {
    gauge(Metric.CONNECTIONS, sources.doors().open());
    gauged(
        Metric.LOOP_LAG,
        () ->
            sources.doors().loopLags().get().stream()
                    .mapToLong(lag -> lag.last().toNanos())
                    .max()
                    .orElse(0)
                / 1e9);
    counter(Metric.HASTY_PINGS, "told", sources.doors().hasty().told());
    counter(Metric.HASTY_PINGS, "slowed", sources.doors().hasty().slowed());
    counter(Metric.HASTY_PINGS, "cut", sources.doors().hasty().cut());
    counter(Metric.STALE_GROUPS, sources.doors().staleGroups());
    gauge(Metric.LOGINS_IN_FLIGHT, sources.doors().loginsInFlight());
    counter(Metric.STALE_LOGINS, sources.doors().staleLogins());
    counter(Metric.ACCEPTED, sources.doors().accepted());
    counter(Metric.WEB_SOCKETS, sources.doors().web().sockets());
    counter(Metric.HTTP_REQUESTS, sources.doors().web().requests());
    counter(Metric.HTTP_REFUSED, sources.doors().web().refused());
    counter(Metric.ACCEPT_ERRORS, sources.doors().acceptErrors());
    credentials(sources.doors().credentials(), sources.wallClock());
    for (CloseCode code : CloseCode.values()) {
      if (!code.reasons().isEmpty()) {
        counter(
            Metric.REFUSED,
            Integer.toString(code.number()),
            () -> code.reasons().stream().mapToLong(sources.disconnects()::strangersEnded).sum());
      }
    }
  }

  private void credentials(AdminSources.Credentials credentials, InstantSource wallClock) {
    counter(Metric.RENEWALS, "asked", credentials.asked());
    counter(Metric.RENEWALS, "renewed", credentials.renewed());
    counter(Metric.RENEWALS, "refused", credentials.refused());
    counter(Metric.RENEWALS, "too-late", credentials.tooLate());
    gauged(
        Metric.CERTIFICATE_EXPIRES,
        () ->
            credentials
                .certificateExpiry()
                .get()
                .map(end -> (double) Duration.between(wallClock.instant(), end).toSeconds())
                .orElse(Double.NaN));
  }

  private void messages(Inbox inbox) {
    gauge(Metric.MESSAGES_WAITING, () -> inbox.counts().waiting());
    counter(Metric.MESSAGES_DOWN, "kept", () -> inbox.counts().kept());
    counter(Metric.MESSAGES_DOWN, "delivered", () -> inbox.counts().delivered());
    counter(Metric.MESSAGES_DOWN, "expired", () -> inbox.counts().expired());
    counter(Metric.MESSAGES_DOWN, "refused", () -> inbox.counts().refused());
    counter(Metric.MESSAGES_TOLD, "recorded", () -> inbox.counts().received());
    counter(Metric.MESSAGES_TOLD, "repeated", () -> inbox.counts().repeated());
  }

  private void admission(Supplier<AdmissionState> state) {
    gauged(
        Metric.CLUSTER_SHARE,
        () -> state.get().share().bounds() ? state.get().share().perSecond() : 0);
    gauged(Metric.LOGIN_RATE, () -> state.get().perSecond());
    gauged(Metric.LOGIN_P99, () -> state.get().p99().toMillis() / 1e3);
    gauge(Metric.SLOTS, () -> state.get().slots().outstanding());
    counter(Metric.ADMITTED, "resumed", () -> state.get().counts().resumes());
    counter(Metric.ADMITTED, "on-time", () -> state.get().counts().onTime());
    counter(Metric.ADMITTED, "other", () -> state.get().counts().others());
    counter(Metric.DEFERRED, () -> state.get().counts().deferred());
    counter(Metric.HINTS_IGNORED, () -> state.get().counts().ignoredHints());
  }

  private void health(HealthFigures figures, LongSupplier attached) {
    for (HealthState state : HealthState.values()) {
      Gauge.builder(
              Metric.HEALTH.meterName(), figures, it -> it.present(state, attached.getAsLong()))
          .description(Metric.HEALTH.help())
          .tag(Metric.HEALTH.label(), state.word())
          .register(registry);
      counter(Metric.HEALTH_CHANGES, state.word(), () -> figures.changesTo(state));
    }
    counter(Metric.HEALTH_PASSED_OVER, figures::passedOver);
    counter(Metric.HEALTH_REFUSED, figures::refused);
  }

  private void detector(Heartbeats heartbeats) {
    loops(Metric.HEARTBEATS, heartbeats, LoopStats::pings);
    loops(Metric.SUSPECTS, heartbeats, LoopStats::suspects);
    loops(Metric.LATE_READS, heartbeats, LoopStats::lateReads);
    loops(Metric.STALLS, heartbeats, LoopStats::stalls);
    loops(Metric.SWEEP_ERRORS, heartbeats, LoopStats::errors);
    counted(Metric.STALLED, "", () -> Figures.sum(heartbeats, LoopStats::stalledMs) / 1_000.0);
    gauged(Metric.LAST_SWEEP, () -> heartbeats.sinceLastSweepNanos().orElse(0) / 1e9);
    gauged(
        Metric.SWEEP_TIME,
        () -> heartbeats.stats().stream().mapToLong(LoopStats::sweepNanos).max().orElse(0) / 1e9);
    gauge(Metric.BREAKER_OPEN, () -> heartbeats.breaker().why().isPresent() ? 1 : 0);
    counter(Metric.BREAKER_INCIDENTS, heartbeats.breaker()::incidents);
    counter(Metric.BREAKER_HELD, heartbeats.breaker()::heldInAll);
  }

  private void loops(Metric metric, Heartbeats heartbeats, ToLongFunction<LoopStats> figure) {
    LongSupplier sum = () -> Figures.sum(heartbeats, figure);
    if (metric.kind() == Kind.COUNTER) {
      counter(metric, sum);
    } else {
      gauge(metric, sum);
    }
  }

  private void gauge(Metric metric, LongSupplier value) {
    gauged(metric, value::getAsLong);
  }

  private void gauged(Metric metric, DoubleSupplier value) {
    Gauge.builder(metric.meterName(), value, DoubleSupplier::getAsDouble)
        .description(metric.help())
        .strongReference(true)
        .register(registry);
  }

  private void counter(Metric metric, LongSupplier value) {
    counter(metric, "", value);
  }

  private void counter(Metric metric, String label, LongSupplier value) {
    counted(metric, label, value::getAsLong);
  }

  private void counted(Metric metric, String label, DoubleSupplier value) {
    var counter =
        FunctionCounter.builder(metric.meterName(), value, DoubleSupplier::getAsDouble)
            .description(metric.help());
    if (!label.isEmpty()) {
      counter.tag(metric.label(), label);
    }
    counter.register(registry);
    kept.add(value);
  }

  void scrape(Context request) {
    handlers.refresh();
    String accepted = Optional.ofNullable(request.header("Accept")).orElse("");
    String type =
        accepted.contains(OPEN_METRICS)
            ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    request.result(registry.scrape(type)).contentType(type);
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
