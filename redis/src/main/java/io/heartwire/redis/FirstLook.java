package io.heartwire.redis;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a gateway looks at before it writes anything that lasts: whether presence can be kept on
 * this Redis, and whether anything of it deserves a look of people.
 */
final class FirstLook {
  private static final Logger LOG = LoggerFactory.getLogger(FirstLook.class);

  private final RedisLink link;
  private final Keys keys;
  private final InstantSource wallClock;

  /** {@code keys}: below which it is to be kept. */
  FirstLook(RedisLink link, Keys keys, InstantSource wallClock) {
    this.link = link;
    this.keys = keys;
    this.wallClock = wallClock;
  }

  /**
   * Looks; not on an event loop.
   *
   * @param node that is about to start
   * @return what deserves a look, one sentence each
   * @throws IllegalStateException if it cannot be used; the message is one sentence
   */
  List<String> look(String node) {
    Set<String> warnings = new LinkedHashSet<>();
    link.each(server -> server.info("everything"))
        .forEach(info -> warnings.addAll(StartChecks.check(info)));
    warnings.addAll(StartChecks.clocks(aheadMicros()));
    link.load();
    layout();
    rehearse();
    warnings.addAll(StartChecks.prefixes(keys.prefix(), others()));
    twin(node, warnings);
    return List.copyOf(warnings);
  }

  /** Of each server: by how much our clock is certainly ahead of its own, or, below 0, behind. */
  private List<Long> aheadMicros() {
    return link.each(
        server -> {
          Instant before = wallClock.instant();
          return server.time().thenApply(time -> ahead(before, Micros.of(time)));
        });
  }

  private long ahead(Instant before, long redis) {
    long least = Micros.of(before) - redis;
    long most = Micros.of(wallClock.instant()) - redis;
    return least > 0 ? least : Math.min(most, 0);
  }

  private void layout() {
    String known = link.await(link.commands().get(keys.log("layout")));
    if (known != null && !known.equals(Keys.LAYOUT)) {
      throw new IllegalStateException(
          "what is kept below "
              + keys.prefix()
              + " is laid out as "
              + known
              + ", and this version knows "
              + Keys.LAYOUT
              + ": start the version that the other gateways have, or choose another redis.prefix");
    }
  }

  private void rehearse() {
    List<String> bases = new ArrayList<>(List.of(keys.log()));
    Keys.partitions().mapToObj(keys::of).forEach(bases::add);
    List<CompletionStage<Reply>> asked =
        bases.stream().<CompletionStage<Reply>>map(it -> link.run(Script.TRIAL, it)).toList();
    Map<String, String> failed = new LinkedHashMap<>();
    for (CompletionStage<Reply> one : asked) {
      Reply reply = link.await(one);
      for (int i = 0; i + 1 < reply.size(); i += 2) {
        failed.putIfAbsent(reply.text(i), reply.text(i + 1));
      }
    }
    if (!failed.isEmpty()) {
      throw new IllegalStateException(StartChecks.refused(failed));
    }
  }

  /** The prefixes of gateways that listen on this Redis. */
  private Collection<String> others() {
    Set<String> prefixes = new TreeSet<>();
    String shape = keys.channelOfAll().substring(keys.prefix().length());
    try {
      // As a pattern, the star of the shape matches itself, too.
      link.each(server -> server.pubsubChannels("*" + shape)).stream()
          .flatMap(List::stream)
          .filter(channel -> channel.endsWith(shape))
          .forEach(it -> prefixes.add(it.substring(0, it.length() - shape.length())));
    } catch (IllegalStateException | CompletionException e) {
      LOG.debug("who else is there is not told", e);
      return Collections.emptySet();
    }
    return prefixes;
  }

  private void twin(String node, Set<String> warnings) {
    String lease = link.await(link.commands().get(keys.log("node:" + node)));
    Stream.ofNullable(lease).map(it -> StartChecks.twin(node)).forEach(warnings::add);
  }
}
