package io.heartwire.gateway.cluster;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who answers which subject at this gateway. Thread safe. */
public final class Answerers {
  private static final Logger LOG = LoggerFactory.getLogger(Answerers.class);
  private final Map<String, Peers.Answerer> bySubject = new ConcurrentHashMap<>();

  /** {@code answerer} answers {@code subject} from now on. */
  public void put(String subject, Peers.Answerer answerer) {
    bySubject.put(subject, answerer);
  }

  /** The answer, or a {@link PeerAwayException}; nothing is thrown. */
  public CompletionStage<String> answer(String here, String from, String subject, String words) {
    Peers.Answerer answerer = bySubject.get(subject);
    if (answerer == null) {
      return CompletableFuture.failedFuture(
          new PeerAwayException(
              here
                  + " knows nothing of "
                  + subject
                  + ", of which "
                  + from
                  + " asks: let all gateways run the same version"));
    }
    try {
      return answerer.answer(from, words);
    } catch (RuntimeException e) {
      LOG.error("{} asks about {}, and that fails: a defect of ours", from, subject, e);
      return CompletableFuture.failedFuture(
          new PeerAwayException(
              here + " could not answer " + subject + ": " + e + ": look at its log"));
    }
  }
}
