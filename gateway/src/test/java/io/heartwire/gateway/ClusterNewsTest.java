package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Holder.Held;
import io.heartwire.gateway.cluster.Release;
import io.heartwire.gateway.presence.Presence;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.FakeConnection;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.LivenessChecks;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Policies;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Sessions that are claimed again, because those who share the engine had given them up. */
class ClusterNewsTest {
  private static final Disconnect FIN = Disconnect.of(DisconnectReason.FIN, "");
  private static final String SESSION = "00112233445566778899aabbccddeeff";

  private final List<Release> releases = new ArrayList<>();
  private final ClusterEngine engine =
      (ClusterEngine)
          Proxy.newProxyInstance(
              ClusterEngine.class.getClassLoader(),
              new Class<?>[] {ClusterEngine.class},
              (proxy, method, args) -> asked(method.getName(), args));
  private final Presence presence =
      new Presence(engine, group -> Duration.ofSeconds(30), false, () -> 1);
  private final Notices notices = new Notices(presence, client -> {});
  private final SessionRegistry sessions =
      new SessionRegistry(
          256,
          new Policies(
              Policies.Settings.of(
                  LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150)), Map.of()),
              new LivenessChecks(),
              () -> 0),
          new Disconnects(10, () -> Instant.EPOCH, () -> 0, departure -> {}),
          notices);
  private final ClusterNews news = new ClusterNews(sessions, presence, notices);

  private Object asked(String what, Object[] args) {
    if (what.equals("secret")) {
      return new byte[32];
    }
    assertThat(what).isEqualTo("release");
    releases.add((Release) args[0]);
    return CompletableFuture.completedFuture(true);
  }

  private Session attach(String client) {
    var login =
        new Login(
            new ClientId(client),
            "",
            "",
            "1.0",
            Duration.ZERO,
            "tcp",
            new InetSocketAddress("127.0.0.1", 4711));
    var granted = new Claimed.Granted(SESSION, 5, 1, Instant.EPOCH, false);
    return ((SessionRegistry.Attachment.Attached)
            sessions.attach(login, Identity.ANONYMOUS, new FakeConnection(), granted))
        .session();
  }

  private Held held() {
    List<Held> all = new ArrayList<>();
    for (int slice = 0; slice < 60; slice++) {
      all.addAll(news.slice(slice, 60));
    }
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void theSlicesTogetherAreEverybodyOnce() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      attach("dev-" + i);
      names.add("dev-" + i);
    }
    List<String> found = new ArrayList<>();
    for (int slice = 0; slice < 60; slice++) {
      news.slice(slice, 60).forEach(held -> found.add(held.clientId().value()));
    }

    assertThat(found).containsExactlyInAnyOrderElementsOf(names);
    assertThat(news.count()).isEqualTo(1_000);
  }

  @Test
  void aSessionThatGoesOnIsReleasedInItsNewEpochAndResumedByTheOldOne() {
    Session session = attach("dev-1");
    Held held = held();

    assertThat(held.goesOn(9)).isTrue();
    assertThat(session.epoch()).isEqualTo(9);
    assertThat(held.goesOn(7)).as("late").isTrue();
    assertThat(session.epoch()).isEqualTo(9);
    Claim claim = held.claim();
    assertThat(claim.resumeEpoch()).isEqualTo(OptionalLong.of(5));
    assertThat(claim.sessionId()).isEqualTo(SESSION);
    assertThat(claim.grace()).isEqualTo(Duration.ofSeconds(30));
    sessions.detach(session, FIN);
    assertThat(releases).extracting(Release::epoch).containsExactly(9L);
  }

  @Test
  void whatWasGrantedToASessionThatHadEndedIsReleased() {
    Session session = attach("dev-1");
    Held held = held();
    sessions.detach(session, FIN);

    assertThat(held.hasEnded()).isTrue();
    assertThat(held.goesOn(9)).isFalse();
    assertThat(releases).extracting(Release::epoch).containsExactly(5L, 9L);
    assertThat(releases).extracting(Release::disconnect).containsOnly(FIN);
  }

  @Test
  void aSessionThatIsSupersededLeaves() {
    Session session = attach("dev-1");
    held().superseded();

    assertThat(session.end()).map(Disconnect::reason).hasValue(DisconnectReason.TAKEN_OVER);
    assertThat(news.holds(new ClientId("dev-1"))).isFalse();
  }
}
