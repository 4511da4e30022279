package io.heartwire.gateway.transport;

import io.heartwire.gateway.session.Session;
import io.heartwire.netty.Heartbeats;
import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Who is silent: suspected, or for so long that it is shown as stale. Thread safe. */
public final class SilentSessions {
  private static final long PATIENCE_MS = 1_000;

  private final Heartbeats heartbeats;

  /** Asks the loops of {@code heartbeats}. */
  public SilentSessions(Heartbeats heartbeats) {
    this.heartbeats = heartbeats;
  }

  /**
   * Those that are stale now. Waits one second at most, so not for an event loop; of a loop that is
   * blocked none are known.
   */
  public Set<Session> stale() {
    return answers(heartbeats.stale(SilentSessions::sessionOf));
  }

  /** Those that are suspected now, the first {@code most} of each event loop; the same bound. */
  public Set<Session> suspects(int most) {
    return answers(heartbeats.suspects(SilentSessions::sessionOf, most));
  }

  private static Set<Session> answers(List<CompletableFuture<List<Session>>> asked) {
    try {
      CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
          .get(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // Whoever did not answer is left out.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Set<Session> found = new HashSet<>();
    for (CompletableFuture<List<Session>> answer : asked) {
      if (answer.isDone() && !answer.isCompletedExceptionally()) {
        found.addAll(answer.join());
      }
    }
    return found;
  }

  /** On the loop of {@code channel}. */
  private static Optional<Session> sessionOf(Channel channel) {
    TcpConnection connection = channel.pipeline().get(TcpConnection.class);
    return connection != null && connection.phase() instanceof Conversation conversation
        ? Optional.of(conversation.session())
        : Optional.empty();
  }
}
