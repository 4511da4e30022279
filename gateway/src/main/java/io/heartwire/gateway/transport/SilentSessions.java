package io.heartwire.gateway.transport;

import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.Silence;
import io.heartwire.netty.Heartbeats;
import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is silent, and for how long: all, those that are suspected, or those that are shown as stale.
 * Thread safe; waits one second at most for the event loops, so it is not for one of them.
 */
public final class SilentSessions {
  private final Heartbeats heartbeats;

  /** Asks the loops of {@code heartbeats}. */
  public SilentSessions(Heartbeats heartbeats) {
    this.heartbeats = heartbeats;
  }

  /** Those that are stale now; of a loop that is blocked none are known. */
  public Set<Session> stale() {
    return new HashSet<>(LoopAnswers.of(heartbeats.stale(SilentSessions::sessionOf)));
  }

  /** Those that are suspected now, the first {@code most} of each event loop; the same. */
  public Set<Session> suspects(int most) {
    return new HashSet<>(LoopAnswers.of(heartbeats.suspects(SilentSessions::sessionOf, most)));
  }

  /** How long each has been silent; those on a loop that is blocked are missing. */
  public List<Silence> silences() {
    return LoopAnswers.of(heartbeats.silences(SilentSessions::sessionOf)).stream()
        .map(it -> new Silence(it.peer(), it.state().name(), it.silenceMs()))
        .toList();
  }

  /** On the loop of {@code channel}. */
  private static Optional<Session> sessionOf(Channel channel) {
    SessionHolder holder = channel.pipeline().get(SessionHolder.class);
    return holder == null ? Optional.empty() : holder.session();
  }
}
