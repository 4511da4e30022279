package io.heartwire.gateway.lease;

import io.heartwire.core.liveness.Cohort;
import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.LivenessTable;
import io.heartwire.core.liveness.SocketSnapshot;
import io.heartwire.gateway.dispatch.Message;
import io.heartwire.gateway.session.Connection;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Vitals;
import io.heartwire.wire.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a session lives on whose client holds no connection: its last heartbeat, and the time that
 * this is good for. The methods of {@link Connection} may be called from any thread; all else
 * belongs to the thread of leases.
 */
final class Lease implements Connection, LivenessTable.Peer {
  private final LeaseDesk desk;
  private final Cohort cohort;
  private Optional<Duration> ttl;
  private @Nullable Proof proof;
  private @Nullable Session session;
  private @Nullable Condition condition;
  private int slot = -1;
  private volatile LivenessPolicy policy = LeaseDesk.NO_POLICY_YET;

  Lease(LeaseDesk desk, Cohort cohort, Optional<Duration> ttl, @Nullable Proof proof) {
    this.desk = desk;
    this.cohort = cohort;
    this.ttl = ttl;
    this.proof = proof;
  }

  @Override
  public Cohort cohort() {
    return cohort;
  }

  Optional<Duration> ttl() {
    return ttl;
  }

  /** What it was let in with; null if with a token, which is looked up each time. */
  @Nullable Proof proof() {
    return proof;
  }

  void proved(@Nullable Proof newer) {
    proof = newer;
  }

  Session session() {
    Session present = session;
    if (present == null) {
      throw new IllegalStateException("a lease is asked before it has its session");
    }
    return present;
  }

  int slot() {
    return slot;
  }

  LivenessPolicy policy() {
    return policy;
  }

  /** It is {@code session}, held to {@code adopted}, at this place of the table. */
  void begins(Session session, LivenessPolicy adopted, int slot) {
    this.session = session;
    this.slot = slot;
    adopts(adopted);
  }

  void adopts(LivenessPolicy adopted) {
    policy = adopted;
    session().adopted(adopted);
  }

  void wishes(Optional<Duration> wished) {
    ttl = wished;
  }

  /** A heartbeat says {@code said}, which is not empty. */
  void heard(Status said, Condition.Judges judges) {
    Condition known = condition;
    if (known == null) {
      known = judges.of(session(), desk::onThread);
      condition = known;
    }
    known.heard(said);
  }

  void reviewCondition() {
    if (condition != null) {
      condition.review();
    }
  }

  void ended() {
    slot = -1;
    if (condition != null) {
      condition.end();
    }
  }

  boolean isHeld() {
    return slot >= 0;
  }

  /** The detector's verdict. */
  void expired(Disconnect disconnect) {
    desk.end(this, disconnect);
  }

  @Override
  public void close(Disconnect disconnect, Farewell farewell) {
    desk.onThread(() -> desk.end(this, disconnect));
  }

  /** There is no way to it: what is for it is kept, until it comes with a connection. */
  @Override
  public boolean send(Message message) {
    return false;
  }

  @Override
  public boolean canReceive() {
    return false;
  }

  @Override
  public void reviewPolicy() {
    desk.onThread(() -> desk.review(this));
  }

  @Override
  public Duration outlives() {
    return policy.timeout();
  }

  @Override
  public CompletionStage<Vitals> vitals() {
    var answer = new CompletableFuture<Vitals>();
    desk.onThread(
        () -> {
          if (isHeld()) {
            answer.complete(
                new Vitals(
                    desk.state(this).name(), desk.silenceMs(this), 0, 0, SocketSnapshot.NONE));
          } else {
            answer.completeExceptionally(new IllegalStateException("the lease has ended"));
          }
        });
    return answer;
  }
}
