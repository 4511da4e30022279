package io.heartwire.gateway.admin;

import io.heartwire.gateway.dispatch.Dispatcher;
import io.heartwire.gateway.session.Session;
import io.heartwire.netty.LoopStats;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator should look at now: one sentence each, with values and a remedy. */
final class Warnings {
  private static final int FEW_CLIENTS = 20;
  private static final int SAMPLE = 10_000;
  private static final double PROXY_SHARE = 0.9;

  private final AdminSources sources;

  Warnings(AdminSources sources) {
    this.sources = sources;
  }

  List<String> now() {
    var warnings = new ArrayList<String>(sources.config().warnings());
    sources.heartbeats().breaker().why().ifPresent(warnings::add);
    warnings.addAll(LeversResource.warnings(sources));
    sources
        .engine()
        .health()
        .problem()
        .ifPresent(
            why ->
                warnings.add(
                    why
                        + "; until then "
                        + sources.engine().health().waiting()
                        + " logins and departures wait"));
    proxy().ifPresent(warnings::add);
    stalls().ifPresent(warnings::add);
    add(
        warnings,
        sources.doors().acceptErrors().getAsLong(),
        " accepts failed: raise the limit of open files (ulimit -n)");
    add(
        warnings,
        sources.dispatcher().failed(),
        " messages made the handler fail: see the log for the stack");
    Dispatcher.Load load = sources.dispatcher().load();
    add(
        warnings,
        load.expired(),
        " messages met their deadline before the handler was done: 'heartwire handlers' shows of"
            + " which type; make it faster, or raise dispatch.deadline");
    add(
        warnings,
        load.busy(),
        " messages were answered busy: 'heartwire handlers' shows of which type; make the handler"
            + " faster, or raise dispatch.lanes or dispatch.lane-capacity");
    add(
        warnings,
        load.leftBehind(),
        " threads are lost to handlers that ignore their interrupt: see the log for the stack");
    add(
        warnings,
        sources.departureLog().dropped(),
        " lines of the departure log were dropped, because writing it is too slow");
    add(
        warnings,
        sources.review().falseVerdicts(),
        " clients were called dead and say they were not: raise liveness.timeout, or look why"
            + " their heartbeats came late");
    return List.copyOf(warnings);
  }

  /* The times of loops are not added up: those that stall at once would seem to stall for longer. */
  private Optional<String> stalls() {
    List<LoopStats> loops = sources.heartbeats().stats();
    return loops.stream()
        .filter(loop -> loop.stalls() > 0)
        .max(Comparator.comparingLong(LoopStats::stalledMs))
        .map(
            worst ->
                loops.stream().filter(loop -> loop.stalls() > 0).count()
                    + " of "
                    + loops.size()
                    + " event loops could not listen at times, "
                    + worst.loop()
                    + " for longest: "
                    + worst.stalls()
                    + " times, "
                    + worst.stalledMs()
                    + " ms in all; no client is blamed for it, but look for a handler that blocks");
  }

  private static void add(List<String> warnings, long count, String words) {
    if (count > 0) {
      warnings.add(count + words);
    }
  }

  /* Few source addresses are no proof of a proxy, so nothing is done about them but to say so. */
  private Optional<String> proxy() {
    List<Session> sessions = sources.sessions().sessions();
    int sample = Math.min(sessions.size(), SAMPLE);
    if (sample < FEW_CLIENTS || !sources.config().listeners().tcp().trustAcks()) {
      return Optional.empty();
    }
    Map<String, Integer> counts = new HashMap<>();
    for (Session session : sessions.subList(0, sample)) {
      InetAddress address = session.remoteAddress().getAddress();
      if (address != null && !address.isLoopbackAddress()) {
        counts.merge(address.getHostAddress(), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= sample * PROXY_SHARE)
        .findFirst()
        .map(entry -> proxySentence(entry.getKey(), 100 * entry.getValue() / sample));
  }

  private static String proxySentence(String address, int percent) {
    return percent
        + " % of the clients come from "
        + address
        + ": if that is a proxy that terminates TCP, set listeners.tcp.trust-acks: false";
  }
}
