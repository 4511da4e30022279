package io.heartwire.gateway.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.cluster.GroupVersion;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.session.GroupBook;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Session;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/v1/groups}: what their clients are held to, and which version their data is of. What
 * is asked of the disk waits for {@value #PATIENCE_SECONDS} s.
 */
final class GroupsResource {
  private static final Logger LOG = LoggerFactory.getLogger(GroupsResource.class);
  private static final char CURSOR = 'g';
  private static final String COUNTS = "groups";
  private static final String COUNT = "group";
  private static final String RENEWED = "group.version";
  private static final int PATIENCE_SECONDS = 5;
  private static final long MAX_VERSION = (1L << 53) - 1;

  private final AdminSources sources;
  private final ObjectMapper json;
  private final Others others;

  GroupsResource(AdminSources sources, ObjectMapper json, Others others) {
    this.sources = sources;
    this.json = json;
    this.others = others;
    others.answer(COUNTS, question -> counts());
    others.answer(COUNT, group -> count(group.asText()));
    others.answer(RENEWED, this::renewedElsewhere);
  }

  private Count renewedElsewhere(JsonNode news) {
    String group = news.path("group").asText();
    sources.sessions().renewed(group, news.path("version").asLong());
    return count(group);
  }

  /**
   * One group.
   *
   * @param version of its data; 0 if it never had one
   * @param changed since when it is this one; absent if it never had one
   * @param members clients of it that are attached
   * @param acknowledged those of them that said that they have this version
   * @param missing gateways that did not answer: their members are not counted
   * @param nodes after a new version: which gateways tell it; absent if there is only this one
   */
  record GroupView(
      String name,
      long version,
      Optional<Instant> changed,
      long members,
      long acknowledged,
      long intervalMs,
      long staleAfterMs,
      long timeoutMs,
      long graceMs,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Others.Missing> missing,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Others.Told> nodes) {}

  /** Members of one group, counted. */
  private static final class Count {
    @JsonProperty private long members;
    @JsonProperty private long acknowledged;

    void add(Session session) {
      members++;
      acknowledged += session.missedGroupVersion() == 0 ? 1 : 0;
    }

    /** Those of another gateway. */
    Count add(JsonNode there) {
      members += there.path("members").asLong();
      acknowledged += there.path("acknowledged").asLong();
      return this;
    }
  }

  void list(Context request) {
    Query query = Query.of(request, "limit", "after");
    String after = query.after(CURSOR).orElse("");
    int limit = query.limit();
    Map<String, Count> counts = counts();
    Others.Heard heard = others.askAll(COUNTS, Map.of());
    for (JsonNode there : heard.answers().values()) {
      there
          .properties()
          .forEach(
              it -> counts.computeIfAbsent(it.getKey(), any -> new Count()).add(it.getValue()));
    }
    Map<String, GroupVersion> versions = new TreeMap<>();
    sources.engine().groupVersions().forEach(it -> versions.put(it.group(), it));
    versions.keySet().forEach(name -> counts.computeIfAbsent(name, any -> new Count()));
    sources
        .config()
        .groups()
        .keySet()
        .forEach(name -> counts.computeIfAbsent(name, any -> new Count()));
    List<GroupView> page =
        counts.entrySet().stream()
            .filter(entry -> entry.getKey().compareTo(after) > 0)
            .limit(limit + 1L)
            .map(
                entry ->
                    view(
                        entry.getKey(),
                        Optional.ofNullable(versions.get(entry.getKey())),
                        entry.getValue(),
                        heard,
                        List.of()))
            .toList();
    boolean more = page.size() > limit;
    List<GroupView> shown = more ? page.subList(0, limit) : page;
    request.json(
        new Listing<>(
            shown,
            counts.size(),
            more
                ? Optional.of(Query.cursor(CURSOR, shown.get(limit - 1).name()))
                : Optional.empty()));
  }

  private Map<String, Count> counts() {
    Map<String, Count> counts = new TreeMap<>();
    for (Session session : sources.sessions().sessions()) {
      counts.computeIfAbsent(session.group(), any -> new Count()).add(session);
    }
    return counts;
  }

  void show(Context request) {
    Query.of(request);
    String group = group(request);
    Optional<GroupVersion> version = version(group);
    Count count = count(group);
    Others.Heard heard = others.askAll(COUNT, group);
    heard.answers().values().forEach(count::add);
    boolean known =
        version.isPresent()
            || count.members > 0
            || sources.config().groups().containsKey(group)
            || group.equals(GatewayConfig.DEFAULT_GROUP);
    if (!known) {
      throw Refusal.notFound(
          "group " + group + " has no settings, no members and no version: check its spelling");
    }
    request.json(view(group, version, count, heard, List.of()));
  }

  private Count count(String group) {
    Count count = new Count();
    sources.sessions().sessions().stream()
        .filter(session -> session.group().equals(group))
        .forEach(count::add);
    return count;
  }

  private Optional<GroupVersion> version(String group) {
    return sources.engine().groupVersions().stream()
        .filter(it -> it.group().equals(group))
        .findFirst();
  }

  private GroupView view(
      String group,
      Optional<GroupVersion> version,
      Count count,
      Others.Heard heard,
      List<Others.Told> told) {
    LivenessPolicy policy = sources.config().policy(group);
    return new GroupView(
        group,
        version.map(GroupVersion::version).orElse(0L),
        version.map(GroupVersion::changed),
        count.members,
        count.acknowledged,
        policy.interval().toMillis(),
        policy.staleAfter().toMillis(),
        policy.timeout().toMillis(),
        sources.config().grace(group).toMillis(),
        told.isEmpty() ? heard.missing() : List.of(),
        told);
  }

  /** Its data is of a version that somebody else counts. */
  void set(Context request) {
    Query.of(request);
    JsonNode body = RequestBody.of(request, json, GroupsResource::expected);
    long version =
        RequestBody.only(body, "version")
            .filter(number -> number.isIntegralNumber() && number.canConvertToLong())
            .map(JsonNode::asLong)
            .filter(number -> number >= 1 && number <= MAX_VERSION)
            .orElseThrow(() -> expected("the body holds something else"));
    GroupVersion inForce = renewed(request, version);
    if (inForce.version() != version) {
      throw new Refusal(
          409,
          "Not a newer version",
          "the data of group "
              + inForce.group()
              + " is of version "
              + inForce.version()
              + " already, and "
              + version
              + " is not greater: set a greater one, or POST .../stale for one more");
    }
  }

  /** Its data is of one version more. */
  void stale(Context request) {
    Query.of(request);
    renewed(request, 0);
  }

  private GroupVersion renewed(Context request, long version) {
    String group = group(request);
    if (!sources.sessions().groups().hasRoomFor(group)) {
      throw new Refusal(
          409,
          "Too many groups",
          "groups with a version are "
              + GroupBook.MAX
              + " of "
              + GroupBook.MAX
              + ": use one that has a version");
    }
    GroupVersion inForce = durable(group, version);
    LOG.info(
        "the data of group {} is of version {}: asked by {}",
        group,
        inForce.version(),
        request.ip());
    Others.Heard heard =
        others.askAll(RENEWED, Map.of("group", group, "version", inForce.version()));
    Count count = count(group);
    heard.answers().values().forEach(count::add);
    request.json(view(group, Optional.of(inForce), count, heard, others.told(heard)));
    return inForce;
  }

  /* The sessions are told even where nobody waits any more, or they would miss what is durable. */
  private GroupVersion durable(String group, long version) {
    try {
      return sources
          .engine()
          .renewGroup(group, version)
          .thenApply(
              inForce -> {
                sources.sessions().renewed(inForce.group(), inForce.version());
                return inForce;
              })
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new Refusal(
          503,
          "Not durable yet",
          "the version could not be written down within "
              + PATIENCE_SECONDS
              + " s, and is tried again: 'heartwire status' says what is wrong with presence.file");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the version of group " + group + " is not durable", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the version of a group is written", e);
    }
  }

  private static String group(Context request) {
    String group = request.pathParam("group");
    int bytes = group.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Identity.MAX_GROUP_BYTES) {
      throw Refusal.badRequest(
          "the name of the group has "
              + bytes
              + " bytes, limit "
              + Identity.MAX_GROUP_BYTES
              + ": shorten it");
    }
    return group;
  }

  private static Refusal expected(String but) {
    return Refusal.badRequest(but + ": send {\"version\": 8}, a number from 1 to " + MAX_VERSION);
  }
}
