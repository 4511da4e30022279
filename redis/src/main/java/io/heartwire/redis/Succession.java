package io.heartwire.redis;

import io.heartwire.gateway.cluster.Parting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the clients of a node that is dead: in each partition nothing counts any more
 * that it writes, and only then its clients enter grace, {@value #REAPED_AT_A_TIME} in one script.
 * NOT thread safe: whoever opens an engine calls it, then the thread of the engine.
 */
final class Succession {
  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);
  private static final int REAPED_AT_A_TIME = 100;

  private final RedisLink link;
  private final Keys keys;
  private final Tally tally;
  private final RedisIncidents incidents;
  private final InstantSource wallClock;
  private final SecondLook look;
  private final Runnable breath;

  /**
   * Of this node.
   *
   * @param look is taken at whoever is to be counted as dead
   * @param breath again and again, as there may be a million clients: does what must not wait
   */
  Succession(Footing on, Tally tally, InstantSource wallClock, SecondLook look, Runnable breath) {
    this.link = on.link();
    this.keys = on.keys();
    this.tally = tally;
    this.incidents = new RedisIncidents(on);
    this.wallClock = wallClock;
    this.look = look;
    this.breath = breath;
  }

  /** This node starts: what its former incarnation was in the middle of has ended, too. */
  void takePlace(String node, NodeLease.Incarnation self, Duration leastGrace) {
    follow(node, self, leastGrace);
    incidents.end(node, Long.parseLong(self.number()) - 1, self.formerlyAlive());
  }

  /**
   * This node starts, or begins anew: it takes the place of its former incarnation. The graces of
   * all whom that one had are at least {@code leastGrace}, and begin anew.
   */
  void follow(String node, NodeLease.Incarnation self, Duration leastGrace) {
    String least = Long.toString(leastGrace.toMillis());
    String evidence = evidence(self.formerlyAlive());
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      String base = keys.of(i);
      again(base, node, self, least);
      Reply old = link.await(link.run(Script.FENCE, base, node, self.number(), "1"));
      for (int k = 0; k < old.size(); k++) {
        String[] how = {
          Integer.toString(REAPED_AT_A_TIME),
          least,
          "1",
          Long.toString(Micros.of(self.formerlyAlive())),
          evidence
        };
        reap(i, node, old.text(k), how);
      }
    }
  }

  private void again(String base, String node, NodeLease.Incarnation self, String least) {
    String after = "";
    while (true) {
      Reply reply =
          link.await(
              link.run(
                  Script.AGAIN,
                  base,
                  node,
                  self.number(),
                  after,
                  Integer.toString(REAPED_AT_A_TIME),
                  least));
      if (reply.size() == 0) {
        return;
      }
      after = reply.text(0);
      breath.run();
    }
  }

  /**
   * Looks whose lease has ended: once they are counted as dead, they cannot renew it any more. On
   * the node that leads.
   */
  void expelTheDead() {
    Map<String, String> known = link.await(link.commands().hgetall(keys.log("incarnations")));
    Map<String, String> silent = new HashMap<>(known);
    silent
        .keySet()
        .removeIf(node -> link.await(link.commands().exists(keys.log("node:" + node))) > 0);
    look.see(known.keySet(), silent.keySet());
    silent.forEach(
        (node, incarnation) -> {
          if (look.isDead(node)) {
            link.await(link.run(Script.EXPEL, keys.log(), node, incarnation));
          }
        });
  }

  /**
   * Also those whose burial another leader has begun, and not lived to finish.
   *
   * @return whether there were any
   */
  boolean buryTheDead() {
    Map<String, String> dying = link.await(link.commands().hgetall(keys.log("dying")));
    dying.forEach(
        (owner, alive) -> {
          int dot = owner.lastIndexOf('.');
          bury(owner.substring(0, dot), owner.substring(dot + 1), Micros.instant(alive));
          link.await(link.commands().hdel(keys.log("dying"), owner));
        });
    return !dying.isEmpty();
  }

  /**
   * A node is dead, and cannot renew its lease any more.
   *
   * @param incarnation the one that had it
   * @param lastSeen when it was last known to live
   */
  private void bury(String node, String incarnation, Instant lastSeen) {
    String next = Long.toString(Long.parseLong(incarnation) + 1);
    String[] how = {
      Integer.toString(REAPED_AT_A_TIME),
      "0",
      "0",
      Long.toString(Micros.of(lastSeen)),
      evidence(lastSeen)
    };
    long reaped = 0;
    // Everywhere first: what it writes meanwhile must not count anywhere.
    Reply[] old = new Reply[Keys.PARTITIONS];
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      old[i] = link.await(link.run(Script.FENCE, keys.of(i), node, next, "0"));
    }
    incidents.end(node, Long.parseLong(incarnation), lastSeen);
    for (int i = 0; i < Keys.PARTITIONS; i++) {
      for (int k = 0; k < old[i].size(); k++) {
        reaped += reap(i, node, old[i].text(k), how);
      }
    }
    if (reaped > 0) {
      LOG.warn(
          "node {} was last heard of at {}: its {} clients are in grace, and announced offline if"
              + " they do not return",
          node,
          lastSeen,
          reaped);
    }
  }

  private long reap(int partition, String node, String incarnation, String[] how) {
    String[] values = new String[how.length + 2];
    values[0] = node;
    values[1] = incarnation;
    System.arraycopy(how, 0, values, 2, how.length);
    long reaped = 0;
    Reply reply;
    do {
      reply =
          link.await(tally.heed(link.run(Script.REAP, keys.of(partition), values), partition, 2));
      reaped += reply.number(0);
      breath.run();
    } while (reply.number(1) > 0);
    return reaped;
  }

  /** Up to the moment when a client was last seen, which the script adds. */
  private String evidence(Instant lastSeen) {
    String whole = Parting.nodeLost(wallClock.instant(), lastSeen);
    String name = "\"lastSeen\":";
    return whole.substring(0, whole.lastIndexOf(name) + name.length());
  }
}
