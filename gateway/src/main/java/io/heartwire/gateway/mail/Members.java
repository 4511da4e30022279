package io.heartwire.gateway.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.cluster.Inbox;
import io.heartwire.gateway.cluster.Peer;
import io.heartwire.gateway.cluster.PeerAwayException;
import io.heartwire.gateway.cluster.Peers;
import io.heartwire.gateway.session.Session;
import io.heartwire.gateway.session.SessionRegistry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is in a group, at all gateways: each knows its own from memory. Of one that does not answer
 * the engine is asked, which knows as well, and has to look at every client of it. Thread safe.
 */
final class Members {
  private static final Logger LOG = LoggerFactory.getLogger(Members.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUBJECT = "members";

  /** Of names of 128 characters about 640 kB; others may say 1 MB. */
  private static final int PAGE = 5_000;

  private final SessionRegistry sessions;
  private final Inbox inbox;
  private final Peers peers;

  Members(SessionRegistry sessions, Inbox inbox, Peers peers) {
    this.sessions = sessions;
    this.inbox = inbox;
    this.peers = peers;
    peers.onAsked(
        SUBJECT, (from, words) -> CompletableFuture.completedFuture(page(words).toString()));
  }

  /** Those of {@code group} that are attached or in grace. Waits for others, at most 5 s. */
  Set<ClientId> of(String group) {
    Map<String, CompletableFuture<Set<ClientId>>> others = new LinkedHashMap<>();
    for (Peer peer : peers.live()) {
      if (!peer.node().equals(peers.self())) {
        others.put(
            peer.node(), rest(peer.node(), group, "", new LinkedHashSet<>()).toCompletableFuture());
      }
    }
    Set<ClientId> members = new LinkedHashSet<>();
    for (Session session : sessions.sessions()) {
      if (session.group().equals(group)) {
        members.add(session.clientId());
      }
    }
    others.forEach((node, answer) -> members.addAll(at(node, group, answer)));
    members.addAll(inbox.inGrace(group));
    return members;
  }

  private Collection<ClientId> at(
      String node, String group, CompletableFuture<Set<ClientId>> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      LOG.warn("who is in group {} is asked of the engine: {}", group, why(e));
      return inbox.attachedTo(node, group);
    }
  }

  private static String why(Throwable failure) {
    Throwable cause = failure.getCause();
    return String.valueOf((cause == null ? failure : cause).getMessage());
  }

  private CompletionStage<Set<ClientId>> rest(
      String node, String group, String after, Set<ClientId> known) {
    ArrayNode question = JsonNodeFactory.instance.arrayNode().add(group).add(after);
    return peers
        .ask(node, SUBJECT, question.toString())
        .thenCompose(
            words -> {
              JsonNode page = read(words);
              String last = "";
              for (JsonNode name : page) {
                last = name.asText();
                known.add(new ClientId(last));
              }
              return page.size() < PAGE
                  ? CompletableFuture.completedFuture(known)
                  : rest(node, group, last, known);
            });
  }

  /** The next of ours: what is asked is the group, and the name after which they come. */
  private ArrayNode page(String words) {
    JsonNode question = read(words);
    String group = question.path(0).asText();
    String after = question.path(1).asText();
    ArrayNode page = JsonNodeFactory.instance.arrayNode();
    sessions.sessions().stream()
        .filter(session -> session.group().equals(group))
        .map(session -> session.clientId().value())
        .filter(name -> name.compareTo(after) > 0)
        .sorted()
        .limit(PAGE)
        .forEach(page::add);
    return page;
  }

  private static JsonNode read(String words) {
    try {
      return JSON.readTree(words);
    } catch (JsonProcessingException e) {
      throw new PeerAwayException("what is said of a group cannot be read: " + words);
    }
  }
}
