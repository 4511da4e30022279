package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.reconnect.Endpoint;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HostLookupTest {
  @Test
  void answersLiteralAddressesAtOnce() {
    HostLookup lookup =
        HostLookup.on(
            task -> {
              throw new AssertionError("a literal address needs no thread");
            });
    assertThat(answer(lookup, new Endpoint("127.0.0.1", 7400)))
        .containsExactly(new InetSocketAddress("127.0.0.1", 7400));
    assertThat(answer(lookup, new Endpoint("::1", 7400)))
        .containsExactly(new InetSocketAddress("::1", 7400));
  }

  // trap 30
  @Test
  void looksNamesUpOnTheExecutorAndNeverOnTheCaller() {
    List<Runnable> tasks = new ArrayList<>();
    HostLookup lookup = HostLookup.on(tasks::add);
    CompletableFuture<List<SocketAddress>> answer =
        lookup.addresses(new Endpoint("localhost", 7400)).toCompletableFuture();
    assertThat(answer).isNotDone();
    assertThat(tasks).hasSize(1);
    tasks.get(0).run();
    assertThat(answer.join()).contains(new InetSocketAddress("127.0.0.1", 7400));
  }

  @Test
  void failsWhenItsExecutorIsFull() {
    HostLookup lookup =
        HostLookup.on(
            task -> {
              throw new RejectedExecutionException("full");
            });
    assertThatThrownBy(() -> answer(lookup, new Endpoint("localhost", 1)))
        .hasRootCauseInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void usesThreadsOfItsOwnWithoutBeingAsked() {
    assertThat(answer(HostLookup.onOwnThreads(), new Endpoint("localhost", 7400)))
        .contains(new InetSocketAddress("127.0.0.1", 7400));
  }

  private static List<SocketAddress> answer(HostLookup lookup, Endpoint endpoint) {
    return lookup.addresses(endpoint).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
