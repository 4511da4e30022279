package io.heartwire.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.cluster.EventType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection ends at a node that the others have counted as dead: its reason is told. */
@Tag("redis")
class FencedReleaseTest {
  private static final Duration GRACE = Duration.ofSeconds(60);

  @TempDir Path dir;

  @Test
  void anEndThatCameTooLateForAnIncarnationIsToldByTheNextOne() throws IOException {
    NodeLease.Times deaf = new NodeLease.Times(60_000, 30_000, 50_000, 10_000, 60_000, 30_000);
    try (RedisServer server = RedisServer.start(dir)) {
      RedisRig rig = new RedisRig(server, Duration.ofSeconds(1));
      try (RedisEngine other = rig.open("gw-b", InstantSource.system(), 100)) {
        Crew a = new Crew("gw-a", rig.open("gw-a", server.url(), deaf));
        try (RedisEngine node = a.engine) {
          a.come("dev-", 1, GRACE);
          // It does not hear of that for half a minute.
          rig.expel("gw-a");
          RedisServer.await("its grace", () -> other.counts().inGrace() == 1);

          a.leave("dev-0", DisconnectReason.GOODBYE, Duration.ZERO)
              .orTimeout(20, TimeUnit.SECONDS)
              .join();
          assertThat(RedisRig.told(other, "dev-0"))
              .containsExactly(EventType.OFFLINE, EventType.ONLINE);
          assertThat(other.history(new ClientId("dev-0"), 1).get(0).data())
              .contains("\"reason\":\"GOODBYE\"");
          assertThat(node.standing().begunAnew()).isEqualTo(1);
        }
      }
    }
  }
}
