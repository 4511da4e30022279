package io.heartwire.redis;

import io.heartwire.gateway.cluster.IncidentEnd;
import io.heartwire.gateway.cluster.Notice;
import io.heartwire.gateway.cluster.ToldIncident;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The incident of each node, of which there is one at a time, as it was told: its end is told by
 * whoever buries the node, if that does not live to tell it. Thread safe.
 */
final class RedisIncidents {
  private static final Logger LOG = LoggerFactory.getLogger(RedisIncidents.class);

  /** As many as a gateway remembers of its own. */
  private static final int LOST_KEPT = 20;

  private final RedisLink link;
  private final Keys keys;
  private final NodeLease self;

  RedisIncidents(Footing on) {
    this.link = on.link();
    this.keys = on.keys();
    this.self = on.self();
  }

  /** Tells that an incident of this node has opened, or is over; see the script for the reply. */
  CompletionStage<Reply> tell(Notice notice) {
    return link.run(
        Script.INCIDENT,
        keys.log(),
        notice.type().word(),
        notice.data(),
        self.node(),
        self.incarnation(),
        id(notice.data()));
  }

  private static String id(String data) {
    return IncidentEnd.id(data).replaceAll("\\s", "-");
  }

  /**
   * Node {@code node} is dead, as are all its incarnations up to {@code incarnation}: if an
   * incident of one of them is open, it has ended.
   *
   * @param lastSeen when it was last known to live
   */
  void end(String node, long incarnation, Instant lastSeen) {
    String open = link.await(link.commands().hget(keys.log("incidents"), node));
    if (open == null || Long.parseLong(open.substring(0, open.indexOf(' '))) > incarnation) {
      return;
    }
    String[] parts = open.split(" ", 3);
    String detail =
        "gateway "
            + node
            + " was lost while this was open: it has ended with that gateway's last sign of life, at"
            + " about "
            + lastSeen.truncatedTo(ChronoUnit.SECONDS)
            + "; whom it held is in grace";
    Reply told =
        link.await(
            link.run(
                Script.ORPHAN,
                keys.log(),
                node,
                open,
                parts[1],
                Long.toString(Micros.of(lastSeen)),
                IncidentEnd.data(parts[2], lastSeen, detail),
                Integer.toString(LOST_KEPT)));
    if (told.number(0) == 1) {
      LOG.warn("incident {} of node {} is over: {}", parts[1], node, detail);
    }
  }

  /** Those that are open, and the latest ones that have ended with their nodes. */
  List<ToldIncident> told() {
    List<ToldIncident> told = new ArrayList<>();
    link.await(link.commands().hgetall(keys.log("incidents")))
        .forEach(
            (node, value) -> {
              String[] parts = value.split(" ", 3);
              told.add(new ToldIncident(node, parts[1], parts[2], Optional.empty()));
            });
    for (String value : link.await(link.commands().lrange(keys.log("lost"), 0, LOST_KEPT - 1L))) {
      String[] parts = value.split(" ", 4);
      told.add(
          new ToldIncident(parts[1], parts[0], parts[3], Optional.of(Micros.instant(parts[2]))));
    }
    return told;
  }
}
