package io.heartwire.gateway.config;

import io.heartwire.core.liveness.LivenessPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** What the settings come to, computed from them: sentences for {@code config show}. */
final class Consequences {
  private Consequences() {}

  static List<String> of(GatewayConfig config) {
    var sentences = new ArrayList<String>();
    stages(config, "", "").ifPresent(sentences::add);
    sentences.add(death(config, "", ""));
    for (String group : new TreeSet<>(config.groups().keySet())) {
      String where = "in group " + group + " ";
      stages(config, where, group).ifPresent(sentences::add);
      sentences.add(death(config, where, group));
    }
    sentences.add(silence(config));
    sentences.add(doors(config));
    sentences.add(messages(config.dispatch()));
    return List.copyOf(sentences);
  }

  /** What happens to a silent client, in order; empty where nobody judges silence. */
  private static Optional<String> stages(GatewayConfig config, String where, String group) {
    if (!config.policy(group).check()) {
      return Optional.empty();
    }
    Stages stages = config.stages(group);
    String dead =
        stages.staleAfter().isZero()
            ? spaced(stages.timeout()) + " is dead"
            : spaced(stages.staleAfter())
                + " is shown as stale, after "
                + spaced(stages.timeout())
                + " it is dead";
    String announced =
        stages.grace().isZero()
            ? " and its absence announced at once"
            : ", and at "
                + spaced(stages.announcedAfter())
                + " it is announced offline unless it has come back";
    return Optional.of(
        where + "a client silent for " + dead + " and its connection closed" + announced);
  }

  private static String death(GatewayConfig config, String where, String group) {
    LivenessPolicy policy = config.policy(group);
    if (!policy.check()) {
      return where
          + "no verdict is made of silence: a dead client stays until the kernel gives up on it, "
          + kernel(config);
    }
    String lone =
        where
            + "a lone dead client is closed after "
            + spaced(policy.timeout())
            + " ("
            + spaced(policy.trustAcks() ? policy.frozenAfter() : policy.timeout())
            + " while its host still acknowledges)";
    return lone + "; in a mass event " + mass(config);
  }

  private static String mass(GatewayConfig config) {
    Duration delay = config.breaker().settings().longestDelay();
    return delay.isZero()
        ? "it is closed no later than that"
        : "it is closed at most " + spaced(delay) + " later than that";
  }

  private static String kernel(GatewayConfig config) {
    var knobs = config.tcpKnobs();
    return knobs.userTimeout().isZero()
        ? "by its own defaults"
        : spaced(knobs.userTimeout()) + " after something was sent to it";
  }

  private static String silence(GatewayConfig config) {
    LivenessPolicy policy = config.policy("");
    String idle =
        policy.idleTimeout().isZero()
            ? "; one that sends heartbeats and no message may stay for ever"
            : "; one that sends heartbeats and no message is closed after "
                + spaced(policy.idleTimeout());
    return "a client sends at least one byte every "
        + spaced(policy.interval())
        + (policy.check()
            ? " and is asked, with its kernel, once it is silent for "
                + spaced(policy.suspectAfter())
            : "")
        + idle;
  }

  private static String doors(GatewayConfig config) {
    TcpListenerConfig tcp = config.listeners().tcp();
    String who =
        config.auth().open()
            ? "any client may log in under any name"
            : "only a client with a token may log in";
    return who
        + ", from "
        + (Limits.loopback(tcp.host())
            ? "this machine only"
            : "wherever " + tcp.host() + " is reached")
        + "; a connection that has not logged in after "
        + spaced(config.login().deadline())
        + " is closed";
  }

  private static String messages(DispatchConfig dispatch) {
    String where =
        switch (dispatch.model()) {
          case QUEUE ->
              "messages of a client are handled in order, in one of "
                  + dispatch.lanes()
                  + " lanes; one that finds "
                  + dispatch.laneCapacity()
                  + " before it is answered busy";
          case INLINE -> "messages are handled on the event loops, where nothing may block";
          case PER_TASK -> "messages are handled in any order, each in a task of its own";
        };
    return where
        + "; a handler has "
        + spaced(dispatch.deadline())
        + (dispatch.types().isEmpty() ? "" : " (types with settings of their own aside)");
  }

  /** {@code 150 s}, {@code 57.5 s}: for prose. */
  static String spaced(Duration time) {
    long millis = time.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    return millis % 1_000 == 0
        ? millis / 1_000 + " s"
        : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
  }
}
