package io.heartwire.gateway.cluster;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Where clients reach the gateways that share an engine, by the listener. Thread safe; read from
 * memory.
 *
 * <p>Each gateway says where its own listeners are reached, and whether it is being drained: those
 * that are, and those that say nothing, are named to nobody.
 */
public final class PublicEndpoints {
  /** At most so many are named in one goodbye. */
  public static final int MOST_IN_A_GOODBYE = 8;

  private static final String ENDPOINTS = "endpoints";
  private static final String DRAINING = "draining";
  private static final String YES = "yes";

  private final Peers peers;

  /** Of the gateways that {@code peers} knows. */
  public PublicEndpoints(Peers peers) {
    this.peers = peers;
  }

  /** This gateway is reached at these, each {@code host:port}, by the name of the listener. */
  public void ours(Map<String, String> byListener) {
    String text = text(byListener);
    peers.describe(ENDPOINTS, () -> text);
  }

  /** The others are told at once. */
  public void weAreDrained() {
    peers.describe(DRAINING, () -> YES);
    peers.refresh();
  }

  /** Whether {@code peer} has said that it is being drained. */
  public static boolean isDrained(Peer peer) {
    return peer.fact(DRAINING).equals(YES);
  }

  /** Where clients of {@code listener} may come in, in the order of the gateways' names. */
  public List<String> all(String listener) {
    return endpoints(listener, false);
  }

  /**
   * Where a client of {@code listener} may go from here, in an order of its own: a crowd spreads.
   * At most {@value #MOST_IN_A_GOODBYE}.
   */
  public List<String> elsewhere(String listener, RandomGenerator random) {
    List<String> others = endpoints(listener, true);
    for (int i = others.size() - 1; i > 0; i--) {
      Collections.swap(others, i, random.nextInt(i + 1));
    }
    return others.subList(0, Math.min(MOST_IN_A_GOODBYE, others.size()));
  }

  /** How many gateways clients may come to, this one among them whatever becomes of it. */
  public int taking() {
    int others = 0;
    for (Peer peer : peers.live()) {
      others += peer.node().equals(peers.self()) || isDrained(peer) ? 0 : 1;
    }
    return others + 1;
  }

  private List<String> endpoints(String listener, boolean othersOnly) {
    List<String> found = new ArrayList<>();
    for (Peer peer : peers.live()) {
      if (!isDrained(peer) && !(othersOnly && peer.node().equals(peers.self()))) {
        String at = byListener(peer.fact(ENDPOINTS)).get(listener);
        if (at != null) {
          found.add(at);
        }
      }
    }
    return found;
  }

  /* tcp=gw-a.example:7400 http=:7408 - without a host it is the one before: a card has little room. */
  static String text(Map<String, String> byListener) {
    StringBuilder text = new StringBuilder();
    String before = "";
    for (Map.Entry<String, String> one : byListener.entrySet()) {
      int colon = one.getValue().lastIndexOf(':');
      String host = one.getValue().substring(0, colon);
      text.append(text.isEmpty() ? "" : " ").append(one.getKey()).append('=');
      text.append(host.equals(before) ? "" : host).append(one.getValue().substring(colon));
      before = host;
    }
    return text.toString();
  }

  static Map<String, String> byListener(String text) {
    Map<String, String> all = new LinkedHashMap<>();
    String before = "";
    for (String word : text.split(" ", -1)) {
      int equals = word.indexOf('=');
      int colon = word.lastIndexOf(':');
      // What a later version may say is left out.
      if (equals > 0 && colon > equals) {
        String host = word.substring(equals + 1, colon);
        before = host.isEmpty() ? before : host;
        all.put(word.substring(0, equals), before + word.substring(colon));
      }
    }
    return all;
  }
}
