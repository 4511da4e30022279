package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.MassBreaker;
import io.heartwire.core.time.VirtualTime;
import io.heartwire.gateway.cluster.Claimed;
import io.heartwire.gateway.cluster.HeartbeatToken;
import io.heartwire.gateway.cluster.HeartbeatTokens;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Departure;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.LivenessChecks;
import io.heartwire.gateway.session.Login;
import io.heartwire.gateway.session.Policies;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.Tags;
import io.heartwire.wire.Status;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Leases in time that the test moves; what is asked of others is answered by what it says. */
final class LeaseRig implements Entrance, Ears, HeartbeatTokens, Condition.Judges {
  static final Duration INTERVAL = Duration.ofSeconds(50);
  static final Duration TIMEOUT = Duration.ofSeconds(150);
  private static final InetSocketAddress HERE = new InetSocketAddress("127.0.0.1", 4711);

  final VirtualTime time = new VirtualTime(Long.MAX_VALUE - 5);
  final List<Departure> departures = new ArrayList<>();
  final List<Disconnect> released = new ArrayList<>();
  final LivenessChecks checks = new LivenessChecks();
  final MassBreaker breaker = new MassBreaker(MassBreaker.Settings.DEFAULT);
  final SessionRegistry registry;
  final TokenBook tokens;
  final LeaseDesk desk;
  final List<Status> said = new ArrayList<>();
  Instant wallClock = Instant.parse("2026-01-01T00:00:00Z");
  LeaseDesk.Bounds bounds =
      new LeaseDesk.Bounds(
          100_000, Duration.ofSeconds(1), LivenessPolicy.MAX_TIME, 100, Duration.ofSeconds(5));
  Authenticator authenticator = Authenticator.OPEN;
  Optional<Later> later = Optional.empty();
  Optional<Later> penalty = Optional.empty();
  boolean away;
  boolean stuck;
  int claims;
  int asked;
  int placesTaken;
  private long epochs;
  private Claims claiming = (login, identity, lasts) -> granted();

  LeaseRig() {
    var disconnects = new Disconnects(100, () -> wallClock, time, departures::add);
    registry =
        new SessionRegistry(
            256,
            new Policies(
                Policies.Settings.of(LivenessPolicy.server(INTERVAL, TIMEOUT), Map.of()),
                checks,
                time),
            disconnects,
            (session, disconnect) -> released.add(disconnect));
    tokens = new TokenBook(this, () -> wallClock, new Random(42));
    desk =
        new LeaseDesk(
            new LeaseDesk.Parts(
                time,
                registry,
                disconnects,
                this,
                this::claim,
                tokens,
                this,
                breaker,
                event -> {},
                login -> List.of("listener:http"),
                this,
                new Random(42)),
            () -> bounds);
  }

  private CompletionStage<Claimed> claim(Login login, Identity identity, Duration lasts) {
    claims++;
    return claiming.claim(login, identity, lasts);
  }

  CompletionStage<Claimed> granted() {
    epochs++;
    return CompletableFuture.completedFuture(
        new Claimed.Granted("0123456789abcdef0123456789abcdef", epochs, 1, wallClock, false));
  }

  void claiming(Claims by) {
    claiming = by;
  }

  static Login login(String clientId, String credential) {
    return new Login(
        new ClientId(clientId), "", credential, "cron/1", Duration.ZERO, "http", HERE, Tags.NONE);
  }

  static Beat beat(String clientId) {
    return new Beat(login(clientId, "secret"), false, Optional.empty(), Status.NONE, 0);
  }

  static Beat beat(String clientId, Duration ttl) {
    return new Beat(login(clientId, "secret"), false, Optional.of(ttl), Status.NONE, 0);
  }

  static Beat byToken(String clientId, String secret) {
    return new Beat(login(clientId, secret), true, Optional.empty(), Status.NONE, 0);
  }

  /** The answer to {@code beat}, which others do not keep waiting. */
  Reply says(Beat beat) {
    CompletionStage<Reply> answer = desk.heartbeat(beat);
    time.advance(Duration.ZERO);
    return answer.toCompletableFuture().join();
  }

  Reply.Alive alive(Beat beat) {
    return (Reply.Alive) says(beat);
  }

  Reply.Refused refused(Beat beat) {
    return (Reply.Refused) says(beat);
  }

  Reply goodbye(Beat beat) {
    CompletionStage<Reply> answer = desk.goodbye(beat);
    time.advance(Duration.ZERO);
    return answer.toCompletableFuture().join();
  }

  boolean isAttached(String clientId) {
    return registry.session(new ClientId(clientId)).isPresent();
  }

  /** Steps of a tick, as threads see time. */
  void pass(Duration duration) {
    time.advance(duration);
  }

  @Override
  public Turn enter(ClientId clientId) {
    if (later.isPresent()) {
      return later.get();
    }
    placesTaken++;
    return new Place();
  }

  @Override
  public Optional<Later> penalty(Login login) {
    return penalty;
  }

  @Override
  public CompletionStage<Authenticator.Outcome> identify(Login login) {
    asked++;
    return authenticator.authenticate(login);
  }

  private final class Place implements Admitted {
    private boolean left;

    @Override
    public CompletionStage<Authenticator.Outcome> authenticate(Login login) {
      asked++;
      return authenticator.authenticate(login);
    }

    @Override
    public void answered() {}

    @Override
    public void welcomed() {}

    @Override
    public void leave() {
      if (!left) {
        left = true;
        placesTaken--;
      }
    }
  }

  @Override
  public boolean away() {
    return away;
  }

  @Override
  public void listen(Runnable heard) {
    if (!stuck) {
      heard.run();
    }
  }

  private final List<HeartbeatToken> saved = new ArrayList<>();

  @Override
  public List<HeartbeatToken> all() {
    return List.copyOf(saved);
  }

  @Override
  public CompletionStage<Boolean> save(HeartbeatToken token) {
    return CompletableFuture.completedFuture(saved.add(token));
  }

  @Override
  public CompletionStage<Boolean> forget(String id) {
    return CompletableFuture.completedFuture(saved.removeIf(token -> token.id().equals(id)));
  }

  @Override
  public Condition of(Session session, Executor thread) {
    return new Condition() {
      @Override
      public void heard(Status status) {
        said.add(status);
      }

      @Override
      public void review() {}

      @Override
      public void end() {}
    };
  }
}
