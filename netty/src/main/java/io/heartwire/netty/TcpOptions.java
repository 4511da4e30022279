package io.heartwire.netty;

import io.netty.bootstrap.AbstractBootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** The options of {@link TcpKnobs} as one transport on one machine knows them. */
final class TcpOptions {
  private static final String UNSUPPORTED = "unsupported";
  private static final int SOL_SOCKET = 1;
  private static final int IPPROTO_TCP = 6;

  private static final Known<Integer> USER_TIMEOUT = unix(TcpKnob.USER_TIMEOUT, IPPROTO_TCP, 18);

  private final List<Known<?>> known;

  private TcpOptions(List<Known<?>> known) {
    this.known = known;
  }

  static TcpOptions of(Transport transport, KernelSettings kernel) {
    return transport == Transport.NIO ? ofJdk() : ofLinux(kernel);
  }

  static TcpOptions of(Channel channel, KernelSettings kernel) {
    if (channel instanceof EpollSocketChannel
        || channel instanceof EpollServerSocketChannel
        || channel instanceof IoUringSocketChannel
        || channel instanceof IoUringServerSocketChannel) {
      return ofLinux(kernel);
    }
    return channel instanceof NioSocketChannel ? ofJdk() : new TcpOptions(List.of());
  }

  private static TcpOptions ofLinux(KernelSettings kernel) {
    List<Known<?>> known = new ArrayList<>();
    known.add(unix(TcpKnob.KEEP_ALIVE, SOL_SOCKET, 9));
    known.add(unix(TcpKnob.KEEP_IDLE, IPPROTO_TCP, 4));
    known.add(unix(TcpKnob.KEEP_INTERVAL, IPPROTO_TCP, 5));
    known.add(unix(TcpKnob.KEEP_PROBES, IPPROTO_TCP, 6));
    known.add(USER_TIMEOUT);
    if (kernel.hasRtoMax()) {
      known.add(unix(TcpKnob.RTO_MAX, IPPROTO_TCP, 44));
    }
    return new TcpOptions(known);
  }

  private static TcpOptions ofJdk() {
    Set<SocketOption<?>> supported = supportedByJdk();
    List<Known<?>> known = new ArrayList<>();
    known.add(new Known<>(TcpKnob.KEEP_ALIVE, ChannelOption.SO_KEEPALIVE, value -> value != 0));
    addIfSupported(known, supported, TcpKnob.KEEP_IDLE, ExtendedSocketOptions.TCP_KEEPIDLE);
    addIfSupported(known, supported, TcpKnob.KEEP_INTERVAL, ExtendedSocketOptions.TCP_KEEPINTERVAL);
    addIfSupported(known, supported, TcpKnob.KEEP_PROBES, ExtendedSocketOptions.TCP_KEEPCOUNT);
    return new TcpOptions(known);
  }

  private static void addIfSupported(
      List<Known<?>> known,
      Set<SocketOption<?>> supported,
      TcpKnob knob,
      SocketOption<Integer> option) {
    if (supported.contains(option)) {
      known.add(new Known<>(knob, NioChannelOption.of(option), value -> value));
    }
  }

  private static Set<SocketOption<?>> supportedByJdk() {
    try (SocketChannel probe = SocketChannel.open()) {
      return probe.supportedOptions();
    } catch (IOException e) {
      // No descriptor to spare: binding will say so in a moment, with its own message.
      return Set.of();
    }
  }

  private static Known<Integer> unix(TcpKnob knob, int level, int number) {
    return new Known<>(
        knob,
        new IntegerUnixChannelOption("HEARTWIRE_" + knob.option, level, number),
        value -> value);
  }

  /** What {@code knobs} asks for and this transport can do. */
  List<Setting<?>> from(TcpKnobs knobs) {
    List<Setting<?>> settings = new ArrayList<>();
    for (Known<?> each : known) {
      int value = each.knob.of(knobs);
      if (value > 0) {
        settings.add(each.set(value));
      }
    }
    return settings;
  }

  /** Sets the user timeout of one connection; does nothing where its transport has no such. */
  static void userTimeout(Channel channel, int millis) {
    if (channel instanceof EpollSocketChannel || channel instanceof IoUringSocketChannel) {
      USER_TIMEOUT.set(millis).apply(channel);
    }
  }

  /** Every knob as {@code channel} has it. */
  List<TcpKnobs.Effective> read(Channel channel, KernelSettings kernel) {
    List<TcpKnobs.Effective> effective = new ArrayList<>();
    for (TcpKnob knob : TcpKnob.values()) {
      effective.add(
          new TcpKnobs.Effective(knob.option, value(channel, knob), knob.kernelDefault(kernel)));
    }
    return effective;
  }

  /**
   * Every knob as the connections of an NIO listener have it: read from a socket that is made for
   * this, and gone afterwards.
   *
   * @param knobs what they are given; null if that is not known
   */
  static List<TcpKnobs.Effective> readOfAccepted(@Nullable TcpKnobs knobs, KernelSettings kernel) {
    TcpOptions options = ofJdk();
    if (knobs == null) {
      return options.unreadable(kernel);
    }
    NioSocketChannel probe;
    try {
      probe = new NioSocketChannel();
    } catch (ChannelException e) {
      return options.unreadable(kernel);
    }
    try {
      options.from(knobs).forEach(setting -> setting.apply(probe));
      return options.read(probe, kernel);
    } finally {
      probe.unsafe().closeForcibly();
    }
  }

  private List<TcpKnobs.Effective> unreadable(KernelSettings kernel) {
    List<TcpKnobs.Effective> effective = new ArrayList<>();
    for (TcpKnob knob : TcpKnob.values()) {
      boolean has = known.stream().anyMatch(each -> each.knob == knob);
      effective.add(
          new TcpKnobs.Effective(
              knob.option, has ? "not readable" : UNSUPPORTED, knob.kernelDefault(kernel)));
    }
    return effective;
  }

  private String value(Channel channel, TcpKnob knob) {
    for (Known<?> each : known) {
      if (each.knob == knob) {
        return each.read(channel);
      }
    }
    return UNSUPPORTED;
  }

  private record Known<T>(TcpKnob knob, ChannelOption<T> option, IntFunction<T> ofNumber) {
    Setting<T> set(int value) {
      return new Setting<>(option, ofNumber.apply(value));
    }

    String read(Channel channel) {
      try {
        @Nullable T value = channel.config().getOption(option);
        return value == null ? UNSUPPORTED : knob.text(value);
      } catch (ChannelException e) {
        return "unreadable (" + e.getMessage() + ")";
      }
    }
  }

  /** An option with the value it is to have. */
  record Setting<T>(ChannelOption<T> option, T value) {
    void apply(AbstractBootstrap<?, ?> bootstrap) {
      bootstrap.option(option, value);
    }

    void apply(Channel channel) {
      channel.config().setOption(option, value);
    }

    void applyChild(ServerBootstrap bootstrap) {
      bootstrap.childOption(option, value);
    }
  }
}
