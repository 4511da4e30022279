package io.heartwire.gateway;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Claim;
import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.Holder;
import io.heartwire.gateway.presence.Presence;
import io.heartwire.gateway.session.Addresses;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import java.util.List;
import java.util.OptionalLong;

/**
 * What other gateways have done to the sessions of this one, and what they are told of these.
 * Thread safe; never blocks.
 */
final class ClusterNews implements ClusterEngine.Elsewhere, Holder {
  private final SessionRegistry sessions;
  private final Presence presence;
  private final Notices notices;

  ClusterNews(SessionRegistry sessions, Presence presence, Notices notices) {
    this.sessions = sessions;
    this.presence = presence;
    this.notices = notices;
  }

  /** From now on hears what {@code engine} has to tell, and is asked by it. */
  void listenTo(ClusterEngine engine) {
    engine.onElsewhere(this);
    engine.holder(this);
  }

  @Override
  public boolean ended(ClientId clientId, long epoch) {
    return sessions.endedElsewhere(clientId, epoch);
  }

  @Override
  public long count() {
    return sessions.attached();
  }

  @Override
  public boolean holds(ClientId clientId) {
    return sessions.session(clientId).isPresent();
  }

  @Override
  public List<Held> slice(int slice, int slices) {
    return sessions.slice(slice, slices).stream().<Held>map(One::new).toList();
  }

  private final class One implements Held {
    private final Session session;

    One(Session session) {
      this.session = session;
    }

    @Override
    public ClientId clientId() {
      return session.clientId();
    }

    @Override
    public String sessionId() {
      return session.sessionId();
    }

    @Override
    public long toldEpoch() {
      return session.toldEpoch();
    }

    @Override
    public long epoch() {
      return session.epoch();
    }

    @Override
    public int connection() {
      return session.connectionNumber();
    }

    @Override
    public boolean hasEnded() {
      return session.end().isPresent();
    }

    @Override
    public Claim claim() {
      return new Claim(
          session.clientId(),
          session.user(),
          session.group(),
          session.sessionId(),
          OptionalLong.of(session.toldEpoch()),
          false,
          presence.grace(session.group()).plus(session.connection().outlives()),
          new Claim.Door(
              session.listener(), Addresses.text(session.remoteAddress()), session.version()));
    }

    @Override
    public boolean goesOn(long epoch) {
      if (session.goesOn(epoch)) {
        return true;
      }
      session.end().ifPresent(end -> notices.release(session, epoch, end));
      return false;
    }

    @Override
    public void superseded() {
      sessions.superseded(session);
    }
  }
}
