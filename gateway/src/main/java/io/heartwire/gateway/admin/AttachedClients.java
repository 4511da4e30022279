package io.heartwire.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.health.HealthState;
import io.heartwire.gateway.session.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;

/** Pages of those who are attached: each gateway knows its own, and asks the others for theirs. */
final class AttachedClients {
  static final char CURSOR = 'c';
  private static final String SUBJECT = "clients";

  private final AdminSources sources;
  private final ObjectMapper json;
  private final Others others;

  AttachedClients(AdminSources sources, ObjectMapper json, Others others) {
    this.sources = sources;
    this.json = json;
    this.others = others;
    others.answer(SUBJECT, values -> here(Query.of(values)));
  }

  /**
   * One page.
   *
   * @param items the page
   * @param total how many there are in all, on all pages
   * @param next what to give as {@code after} for the next page; null on the last one
   * @param missing gateways that did not answer: their clients are not among these
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Clients(
      List<ClientView.Head> items,
      long total,
      Optional<String> next,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Others.Missing> missing) {}

  /** Those of all gateways. */
  Clients everywhere(Query query) {
    Clients mine = here(query);
    Others.Heard heard = others.askAll(SUBJECT, query.values());
    if (heard.answers().isEmpty()) {
      return new Clients(mine.items(), mine.total(), mine.next(), heard.missing());
    }
    List<ClientView.Head> all = new ArrayList<>(mine.items());
    long total = mine.total();
    boolean more = mine.next().isPresent();
    for (JsonNode answer : heard.answers().values()) {
      answer.path("items").forEach(item -> all.add(head(item)));
      total += answer.path("total").asLong();
      more |= answer.path("next").isTextual();
    }
    all.sort(Comparator.comparing(ClientView.Head::clientId));
    int limit = query.limit();
    List<ClientView.Head> page = all.subList(0, Math.min(limit, all.size()));
    return new Clients(
        page,
        total,
        more || all.size() > limit
            ? Optional.of(Query.cursor(CURSOR, page.get(page.size() - 1).clientId()))
            : Optional.empty(),
        heard.missing());
  }

  private ClientView.Head head(JsonNode item) {
    try {
      // One of a later version may know more.
      return json.readerFor(ClientView.Head.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .readValue(item);
    } catch (IOException e) {
      throw new IllegalStateException("another gateway lists what is no client: " + item, e);
    }
  }

  /** Those of this gateway. */
  private Clients here(Query query) {
    query.text("health").ifPresent(AttachedClients::checkHealth);
    var wanted =
        new Filter<Session>(query)
            .beginning("id", session -> session.clientId().value())
            .equal("group", Session::group)
            .having("tag", (session, tag) -> session.tags().contains(tag))
            .equal("listener", Session::listener)
            .equal("user", session -> session.user().orElse(""))
            .equal("version", Session::version)
            .equal("address", session -> host(session.remoteAddress()))
            .equal("health", session -> session.health().state().word());
    List<Session> found = candidates(query).stream().filter(wanted).toList();
    Page<Session> page = page(query, found, session -> session.clientId().value());
    var vitals = VitalSigns.of(page.items());
    return new Clients(
        page.items().stream()
            .map(
                s -> ClientView.Head.of(s, vitals.getOrDefault(s, Optional.empty()), others.self()))
            .toList(),
        found.size(),
        page.next(),
        List.of());
  }

  private Collection<Session> candidates(Query query) {
    return query.flag("stale") ? sources.stale().get() : sources.sessions().sessions();
  }

  private static void checkHealth(String word) {
    if (HealthState.of(word).isEmpty()) {
      throw Refusal.badRequest(
          "health (" + word + ") must be healthy, degraded, unhealthy or unknown: use one of them");
    }
  }

  /** A few of many, in the order of their names, and how to get the next few. */
  private record Page<T>(List<T> items, Optional<String> next) {}

  /** The least names after the cursor, found in one pass: the whole is never sorted. */
  private static <T> Page<T> page(Query query, List<T> found, Function<T, String> name) {
    int limit = query.limit();
    String after = query.after(CURSOR).orElse("");
    Comparator<T> order = Comparator.comparing(name);
    var least = new PriorityQueue<T>(limit + 1, order.reversed());
    boolean more = false;
    for (T candidate : found) {
      if (name.apply(candidate).compareTo(after) > 0) {
        least.add(candidate);
        if (least.size() > limit) {
          least.poll();
          more = true;
        }
      }
    }
    List<T> items = least.stream().sorted(order).toList();
    return new Page<>(
        items,
        more
            ? Optional.of(Query.cursor(CURSOR, name.apply(items.get(items.size() - 1))))
            : Optional.empty());
  }

  private static String host(InetSocketAddress address) {
    return address.getAddress() == null ? "" : address.getAddress().getHostAddress();
  }
}
