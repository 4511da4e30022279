package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Holding;
import io.heartwire.gateway.cluster.Invariants;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Redis Cluster of six processes whose masters are killed while clients come and go; their
 * replicas have not heard of the last of it.
 */
@Tag("redis")
class FailoverTest {
  private static final NodeLease.Times QUICK =
      new NodeLease.Times(1_500, 300, 1_000, 1_500, 60_000, 500);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int STAY = 60;
  private static final int SOME = 20;

  @TempDir Path dir;
  private RedisCluster servers;
  private RedisRig rig;
  private Crew a;
  private Crew b;
  private Churn churn;

  @BeforeEach
  void start() throws IOException {
    servers = RedisCluster.start(dir, 1, "--cluster-node-timeout", "1000");
    rig = new RedisRig(servers.url(), Duration.ofMillis(100));
    a = new Crew("gw-a", rig.open("gw-a", servers.url(), QUICK));
    b = new Crew("gw-b", rig.open("gw-b", servers.url(), QUICK));
    b.engine
        .peers()
        .onAsked("echo", (from, words) -> CompletableFuture.completedFuture(from + words));
    churn = new Churn(a, b);
  }

  @AfterEach
  void stop() {
    try {
      churn.end();
      a.engine.close();
      b.engine.close();
    } finally {
      servers.close();
    }
  }

  @Test
  void aMasterThatIsKilledIsSucceededAndWhatItsReplicaHasMissedIsMended() throws IOException {
    a.come("stays-", STAY, LONG);
    b.come("also-", STAY, LONG);
    churn.begin(30);
    RedisServer log = servers.masterOf(rig.keys().log("events"));
    RedisServer heir = cutOff(log);
    a.come("first-", STAY, LONG);
    log.kill();
    RedisServer.await(
        "both say so", () -> a.engine.standing().detached() && b.engine.standing().detached());
    takeOver(heir);

    // One that has no part of the log: that goes on, and knows of what the partitions have lost.
    RedisServer other =
        Keys.partitions()
            .mapToObj(i -> servers.masterOf(rig.keys().of(i) + "events"))
            .filter(server -> server != servers.masterOf(rig.keys().log("events")))
            .findFirst()
            .orElseThrow();
    heir = cutOff(other);
    a.come("second-", STAY, LONG);
    a.come("ghost-", SOME, Duration.ZERO);
    for (int i = 0; i < SOME; i++) {
      a.forget("ghost-" + i);
    }
    long refused = churn.refused();
    other.kill();
    for (int i = 0; i < SOME; i++) {
      a.leave("second-" + i, DisconnectReason.GOODBYE, Duration.ZERO);
    }
    RedisServer.await("that it is away", () -> churn.refused() > refused);
    takeOver(heir);

    churn.end();
    RedisServer.await("the ends of ghosts", () -> ends("ghost-", "NOT_HELD") == SOME);
    assertThat(ends("second-", "GOODBYE")).isEqualTo(SOME);
    assertAllHolds();
    assertThat(a.engine.peers().ask("gw-b", "echo", " asks").toCompletableFuture())
        .succeedsWithin(10, TimeUnit.SECONDS)
        .isEqualTo("gw-a asks");
  }

  /** From now on its replica, which is returned, hears nothing of {@code master}. */
  private RedisServer cutOff(RedisServer master) throws IOException {
    RedisServer replica = servers.replicaOf(master);
    RedisServer.await("the replica", () -> RedisCluster.isUpToDate(replica));
    long granted = churn.granted();
    RedisServer.await("a crowd", () -> churn.granted() > granted + 200);
    replica.signal("STOP");
    RedisCluster.ask(master, "client", "kill", "type", "replica");
    return replica;
  }

  private void takeOver(RedisServer replica) throws IOException {
    long renewed = a.engine.standing().renewed();
    replica.signal("CONT");
    RedisServer.await("the succession", () -> RedisCluster.isMaster(replica));
    RedisServer.await(
        "both are back", () -> !a.engine.standing().detached() && !b.engine.standing().detached());
    RedisServer.await("what it has missed", () -> a.engine.standing().renewed() > renewed);
    long granted = churn.granted();
    RedisServer.await("a crowd as before", () -> churn.granted() > granted + 200);
  }

  /** How many clients are offline for this reason, by what the log says of them last. */
  private long ends(String beginning, String reason) {
    Map<String, Event> last = new HashMap<>();
    churn
        .log(b.engine)
        .forEach(event -> event.client().ifPresent(client -> last.put(client, event)));
    return last.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(beginning))
        .map(Map.Entry::getValue)
        .filter(event -> event.type() == EventType.OFFLINE && event.data().contains(reason))
        .count();
  }

  private void assertAllHolds() {
    RedisServer.await(
        "the counts of " + a.count() + " and " + b.count() + ": " + b.engine.counts(),
        () -> b.engine.counts().attached() == a.count() + b.count());
    List<Invariants.Told> log = Invariants.told(churn.log(b.engine));
    assertThat(Invariants.log(log)).isEmpty();
    assertThat(Invariants.owners(churn.everOwned())).isEmpty();
    assertThat(churn.backwards()).as("epochs that did not grow").isEmpty();
    List<Invariants.Owned> owned = new ArrayList<>(a.owned());
    owned.addAll(b.owned());
    assertThat(owned)
        .hasSize(4 * STAY - SOME)
        .allSatisfy(
            one ->
                assertThat(b.engine.find(new ClientId(one.client())).map(Holding::epoch))
                    .as("%s", one)
                    .hasValue(one.epoch()));
    assertThat(rig.beneathTheFence(servers.url())).isEmpty();
    // Whoever follows the log has been told all that is in it.
    assertThat(new HashSet<>(Invariants.told(churn.followed()))).containsAll(log);
    assertThat(churn.followed())
        .isSortedAccordingTo((x, y) -> Long.compare(x.number(), y.number()));
  }
}
