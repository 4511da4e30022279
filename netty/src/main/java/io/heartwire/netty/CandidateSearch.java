package io.heartwire.netty;

import io.heartwire.core.reconnect.Endpoint;
import io.heartwire.core.reconnect.Endpoints;
import io.heartwire.core.reconnect.FailureMemory;
import io.heartwire.core.reconnect.ReconnectPolicy;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The search of one attempt for addresses: which endpoints there are, which addresses they have.
 * Answers come from other threads, decisions fall on the event loop.
 */
final class CandidateSearch {
  /** Names looked up for one attempt: two addresses are needed, and a name may have none. */
  static final int MAX_NAMES = 4;

  /** Addresses looked at for one name. */
  static final int MAX_ADDRESSES = 64;

  /** Told of the end of a search, once. */
  interface Finish {
    /** At least one address, the best first. */
    void found(List<SocketAddress> addresses);

    void failed(Throwable cause);
  }

  /** What outlives a search. */
  record Memory(
      EndpointSource source,
      HostLookup lookup,
      Endpoints endpoints,
      FailureMemory<SocketAddress> addresses,
      RandomGenerator random) {}

  private final EventLoop loop;
  private final Memory memory;
  private final ReconnectPolicy.Timeouts timeouts;
  private final Finish finish;
  private final Map<Endpoint, List<SocketAddress>> answers = new LinkedHashMap<>();
  private List<Endpoint> names = List.of();
  private final Set<Endpoint> unanswered = new LinkedHashSet<>();
  private @Nullable Throwable lastFailure;
  private @Nullable Future<?> timer;
  private boolean over;

  /** {@code timeouts}: the first answer waits for the other names' as a second address does. */
  CandidateSearch(EventLoop loop, Memory memory, ReconnectPolicy.Timeouts timeouts, Finish finish) {
    this.loop = loop;
    this.memory = memory;
    this.timeouts = timeouts;
    this.finish = finish;
  }

  void start() {
    if (!memory.endpoints().candidates(loop.ticker().nanoTime()).isEmpty()) {
      // A source that says nothing is down as well, and the names need time, too.
      timer = after(timeouts.endpoints().dividedBy(2), () -> endpoints(null, null));
    }
    ask(memory.source()::endpoints)
        .whenComplete((found, cause) -> onLoop(() -> endpoints(found, cause)));
  }

  /** The time for it is over: names that have not been answered give way to others next time. */
  void forgetUnanswered() {
    long now = loop.ticker().nanoTime();
    unanswered.forEach(name -> memory.endpoints().failed(name, now));
  }

  /** Gives up without telling. */
  void cancel() {
    over = true;
    cancelTimer();
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** Endpoints whose every address failed lately give way to others next time. */
  void forgetExhausted() {
    long now = loop.ticker().nanoTime();
    answers.forEach(
        (name, addresses) -> {
          if (addresses.stream().allMatch(each -> memory.addresses().skips(each, now))) {
            memory.endpoints().failed(name, now);
          }
        });
  }

  private void endpoints(@Nullable List<Endpoint> found, @Nullable Throwable cause) {
    if (found != null && !found.isEmpty()) {
      // If it comes too late, for the next attempt.
      memory.endpoints().offer(found);
    }
    if (over || !names.isEmpty()) {
      return;
    }
    cancelTimer();
    // If the source is down, what it said before is better than nothing.
    List<Endpoint> order = memory.endpoints().candidates(loop.ticker().nanoTime());
    if (order.isEmpty()) {
      fail(cause != null ? cause : new IllegalStateException("the endpoint source named none"));
      return;
    }
    names = order.subList(0, Math.min(MAX_NAMES, order.size()));
    unanswered.addAll(names);
    for (Endpoint name : names) {
      ask(() -> memory.lookup().addresses(name))
          .whenComplete((addresses, failure) -> onLoop(() -> answered(name, addresses, failure)));
    }
  }

  private void answered(
      Endpoint name, @Nullable List<SocketAddress> addresses, @Nullable Throwable cause) {
    if (over) {
      return;
    }
    unanswered.remove(name);
    if (addresses == null || addresses.isEmpty()) {
      memory.endpoints().failed(name, loop.ticker().nanoTime());
      lastFailure = cause != null ? cause : new IllegalStateException(name + " has no address");
    } else {
      answers.put(name, addresses.subList(0, Math.min(MAX_ADDRESSES, addresses.size())));
    }
    if (unanswered.isEmpty()) {
      decide();
    } else if (!answers.isEmpty() && timer == null) {
      timer = after(timeouts.race(), this::decide);
    }
  }

  private void decide() {
    if (over) {
      return;
    }
    if (answers.isEmpty()) {
      fail(lastFailure != null ? lastFailure : new IllegalStateException("no address was found"));
      return;
    }
    cancel();
    finish.found(memory.addresses().ordered(interleaved(), loop.ticker().nanoTime()));
  }

  /** The best address of each name, then the second of each, and so on. */
  private List<SocketAddress> interleaved() {
    List<List<SocketAddress>> perName = new ArrayList<>();
    for (Endpoint name : names) {
      perName.add(shuffled(answers.getOrDefault(name, List.of())));
    }
    List<SocketAddress> all = new ArrayList<>();
    for (int rank = 0; rank < MAX_ADDRESSES; rank++) {
      for (List<SocketAddress> addresses : perName) {
        if (rank < addresses.size() && !all.contains(addresses.get(rank))) {
          all.add(addresses.get(rank));
        }
      }
    }
    return all;
  }

  /** In random order, families taking turns where there are two. */
  private List<SocketAddress> shuffled(List<SocketAddress> addresses) {
    List<SocketAddress> left = new ArrayList<>(addresses);
    List<SocketAddress> order = new ArrayList<>(left.size());
    while (!left.isEmpty()) {
      int pick = memory.random().nextInt(left.size());
      if (!order.isEmpty() && family(left.get(pick)) == family(order.get(order.size() - 1))) {
        pick = firstOfOtherFamily(left, pick);
      }
      order.add(left.remove(pick));
    }
    return order;
  }

  private static int firstOfOtherFamily(List<SocketAddress> addresses, int pick) {
    for (int i = 0; i < addresses.size(); i++) {
      if (family(addresses.get(i)) != family(addresses.get(pick))) {
        return i;
      }
    }
    return pick;
  }

  /** The length of an address tells its family. */
  private static int family(SocketAddress address) {
    return address instanceof InetSocketAddress inet && inet.getAddress() != null
        ? inet.getAddress().getAddress().length
        : 0;
  }

  private Future<?> after(Duration delay, Runnable task) {
    return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void fail(Throwable cause) {
    cancel();
    finish.failed(cause);
  }

  private void onLoop(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else if (!loop.isShuttingDown()) {
      loop.execute(task);
    }
  }

  private static <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
