package io.heartwire.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of two addresses; to the second as well if the first fails or takes its
 * time. The first to connect wins, the other is closed. On one event loop only; never blocks.
 */
final class AddressRace {
  /** Told of the end of a race, once. */
  interface Finish {
    void won(Channel channel, RaceGate gate, SocketAddress address);

    /** No address connected; {@code failures} are in the order of the addresses. */
    void lost(List<SocketAddress> addresses, List<Throwable> failures);
  }

  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final List<SocketAddress> addresses;
  private final Finish finish;
  private final List<ChannelFuture> running = new ArrayList<>(2);
  private final List<Throwable> failures = new ArrayList<>(2);
  private @Nullable Future<?> timer;
  private boolean over;

  /** {@code bootstrap} has the loop, the options and a connect timeout; its handler is replaced. */
  AddressRace(EventLoop loop, Bootstrap bootstrap, List<SocketAddress> addresses, Finish finish) {
    this.loop = loop;
    this.bootstrap = bootstrap;
    this.addresses = addresses.subList(0, Math.min(2, addresses.size()));
    this.finish = finish;
  }

  void start(long headStartNanos) {
    if (addresses.size() > 1) {
      timer = loop.schedule(this::next, headStartNanos, TimeUnit.NANOSECONDS);
    }
    next();
  }

  /** Gives up without telling. */
  void cancel() {
    over = true;
    cancelTimer();
    running.forEach(AddressRace::abandon);
  }

  private void next() {
    if (over || running.size() >= addresses.size()) {
      return;
    }
    SocketAddress address = addresses.get(running.size());
    RaceGate gate = new RaceGate();
    ChannelFuture connecting = bootstrap.clone().handler(gate).connect(address);
    running.add(connecting);
    connecting.addListener(done -> ended(connecting, gate, address));
  }

  private void ended(ChannelFuture connecting, RaceGate gate, SocketAddress address) {
    if (over) {
      abandon(connecting);
    } else if (connecting.isSuccess()) {
      over = true;
      cancelTimer();
      running.stream().filter(other -> other != connecting).forEach(AddressRace::abandon);
      finish.won(connecting.channel(), gate, address);
    } else {
      Throwable cause = connecting.cause();
      failures.add(cause == null ? new IllegalStateException("cancelled") : cause);
      if (failures.size() == addresses.size()) {
        over = true;
        finish.lost(addresses, failures);
      } else if (running.size() < addresses.size()) {
        cancelTimer();
        next();
      }
    }
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private static void abandon(ChannelFuture connecting) {
    connecting.cancel(false);
    connecting.channel().close();
  }
}
