package io.heartwire.netty;

import io.heartwire.core.liveness.LivenessPolicy;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The TCP options of one listener, or of one client's connection. {@link Duration#ZERO} and 0 leave
 * an option to the kernel.
 *
 * <p>Applying never fails: an option that the transport or the kernel does not have is left out,
 * and {@link #effective} shows it. NIO has no {@code userTimeout} and no {@code rtoMax}. On epoll
 * and io_uring the options are set on the listening socket, from which Linux hands them to every
 * accepted one: that costs no system call per connection.
 *
 * @param keepAlive SO_KEEPALIVE: the kernel probes an idle connection; finds dead hosts, not frozen
 *     applications
 * @param keepIdle TCP_KEEPIDLE: idle time before the first probe, 1 s to 32,767 s
 * @param keepInterval TCP_KEEPINTVL: time between probes, 1 s to 32,767 s
 * @param keepProbes TCP_KEEPCNT: unanswered probes before the kernel gives up, 1 to 127; not looked
 *     at by Linux while {@code userTimeout} is set
 * @param userTimeout TCP_USER_TIMEOUT: how long sent data may stay unacknowledged before the kernel
 *     gives up
 * @param rtoMax TCP_RTO_MAX_MS: the longest pause between retransmissions, 1 s to 120 s; Linux 6.15
 *     and newer. Only together with {@code userTimeout}: alone it makes the kernel give up early
 * @param noDelay TCP_NODELAY: small writes are sent at once
 * @param backlog how many connections may wait to be accepted; of no effect on a client
 */
public record TcpKnobs(
    boolean keepAlive,
    Duration keepIdle,
    Duration keepInterval,
    int keepProbes,
    Duration userTimeout,
    Duration rtoMax,
    boolean noDelay,
    int backlog) {

  /** The longest TCP_KEEPIDLE and TCP_KEEPINTVL that Linux takes. */
  public static final Duration MAX_KEEP = Duration.ofSeconds(32_767);

  /** The most probes that Linux takes. */
  public static final int MAX_PROBES = 127;

  /** The TCP_RTO_MAX_MS of {@link #matching}. */
  public static final Duration DEFAULT_RTO_MAX = Duration.ofSeconds(3);

  /** The backlog of {@link #matching}; the kernel cuts it to net.core.somaxconn. */
  public static final int DEFAULT_BACKLOG = 4_096;

  /** What an NIO listener gives to every connection that it accepts. */
  private static final AttributeKey<TcpKnobs> ON_ACCEPTED =
      AttributeKey.valueOf(TcpKnobs.class, "onAccepted");

  private static final Duration KEEP_INTERVAL = Duration.ofSeconds(3);
  private static final Duration USER_TIMEOUT_MARGIN = Duration.ofSeconds(15);

  public TcpKnobs {
    between("keep-idle", keepIdle, Duration.ofSeconds(1), MAX_KEEP);
    between("keep-interval", keepInterval, Duration.ofSeconds(1), MAX_KEEP);
    between("rto-max", rtoMax, Duration.ofSeconds(1), Duration.ofSeconds(120));
    between(
        "user-timeout", userTimeout, Duration.ofMillis(1), Duration.ofMillis(Integer.MAX_VALUE));
    if (keepProbes < 0 || keepProbes > MAX_PROBES) {
      throw new IllegalArgumentException(
          "tcp.keep-probes (%d) must be 1 to %d, or 0 for the kernel's own: lower it"
              .formatted(keepProbes, MAX_PROBES));
    }
    if (backlog < 0) {
      throw new IllegalArgumentException(
          "tcp.backlog (%d) must be at least 1, or 0 for the system's own: raise it"
              .formatted(backlog));
    }
  }

  /** Everything left to the kernel, but TCP_NODELAY. */
  public static TcpKnobs kernelDefaults() {
    return new TcpKnobs(
        false, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, Duration.ZERO, true, 0);
  }

  /**
   * The options that agree with {@code policy}: the kernel speaks up when a client becomes suspect,
   * repeats a lost probe every 3 s at the latest, and never gives up before the detector has.
   *
   * @param longestDelay how much later than its time a verdict can fall, {@link
   *     io.heartwire.core.liveness.MassBreaker.Settings#longestDelay}; zero where none is held
   */
  public static TcpKnobs matching(LivenessPolicy policy, Duration longestDelay) {
    Duration userTimeout = leastUserTimeout(policy, longestDelay).plus(USER_TIMEOUT_MARGIN);
    Duration idle = wholeSeconds(policy.suspectAfter());
    Duration keepIdle = idle.compareTo(MAX_KEEP) > 0 ? MAX_KEEP : idle;
    long probes = userTimeout.minus(keepIdle).dividedBy(KEEP_INTERVAL);
    return new TcpKnobs(
        true,
        keepIdle,
        KEEP_INTERVAL,
        (int) Math.max(1, Math.min(MAX_PROBES, probes)),
        userTimeout,
        DEFAULT_RTO_MAX,
        true,
        DEFAULT_BACKLOG);
  }

  /** Sets these options on what {@code bootstrap} will bind and accept. */
  public void apply(ServerBootstrap bootstrap, Transport transport) {
    if (backlog > 0) {
      bootstrap.option(ChannelOption.SO_BACKLOG, backlog);
    }
    bootstrap.childOption(ChannelOption.TCP_NODELAY, noDelay);
    TcpOptions options = TcpOptions.of(transport, KernelSettings.ofThisMachine());
    if (transport == Transport.NIO) {
      options.from(this).forEach(setting -> setting.applyChild(bootstrap));
      bootstrap.attr(ON_ACCEPTED, this);
    } else {
      options.from(this).forEach(setting -> setting.apply(bootstrap));
    }
  }

  /** Sets these options on what {@code bootstrap} will connect. */
  public void apply(Bootstrap bootstrap, Transport transport) {
    bootstrap.option(ChannelOption.TCP_NODELAY, noDelay);
    TcpOptions.of(transport, KernelSettings.ofThisMachine())
        .from(this)
        .forEach(setting -> setting.apply(bootstrap));
  }

  /**
   * Lets the kernel hold on to one connection for as much longer as its {@code policy} gives its
   * peer more time than the policy that these options were made for, or holds its verdicts. On the
   * loop of {@code channel}; one system call, or none where the times are as they were made for or
   * the transport has no such option.
   */
  public void follow(Channel channel, LivenessPolicy policy, LivenessPolicy madeFor) {
    Duration held = policy.held() ? LivenessPolicy.MAX_HOLD : Duration.ZERO;
    Duration longer = policy.timeout().minus(madeFor.timeout()).plus(held);
    if (longer.isNegative() || longer.isZero() || userTimeout.isZero()) {
      return;
    }
    int millis = (int) Math.min(Integer.MAX_VALUE, userTimeout.plus(longer).toMillis());
    TcpOptions.userTimeout(channel, millis);
  }

  /**
   * What is in force on {@code channel}, a connection or a listener, beside what the kernel would
   * do by itself. An NIO listener has no such options itself: there it is what its connections get.
   * For a log line; reads files and may open a socket, so not for a hot path.
   */
  public static List<Effective> effective(Channel channel) {
    KernelSettings kernel = KernelSettings.ofThisMachine();
    return channel instanceof NioServerSocketChannel
        ? TcpOptions.readOfAccepted(channel.attr(ON_ACCEPTED).get(), kernel)
        : TcpOptions.of(channel, kernel).read(channel, kernel);
  }

  /**
   * Where these options contradict the timeouts of {@code policies}, on this machine: a sentence
   * each, with the remedy; empty if all is well. Reads the kernel's settings.
   *
   * @param longestDelay as for {@link #matching}
   */
  public List<String> warnings(Duration longestDelay, LivenessPolicy... policies) {
    return Stream.concat(
            contradictions(longestDelay, policies).stream(),
            warningsOfKernel(longestDelay, policies).stream())
        .toList();
  }

  /** Those of {@link #warnings} that are true on every machine; reads nothing. */
  public List<String> contradictions(Duration longestDelay, LivenessPolicy... policies) {
    return TcpWarnings.everywhere(this, longestDelay, List.of(policies));
  }

  /** The rest of {@link #warnings}: those that follow from the settings of this kernel. */
  public List<String> warningsOfKernel(Duration longestDelay, LivenessPolicy... policies) {
    return TcpWarnings.here(this, longestDelay, List.of(policies), KernelSettings.ofThisMachine());
  }

  /**
   * One option of one socket.
   *
   * @param option its name as in tcp(7)
   * @param value what is in force, with its unit; {@code unsupported} where transport or kernel
   *     have no such option, {@code not readable} where they have it and do not tell
   * @param kernelDefault what the kernel does where nobody asks; empty if that is not known
   */
  public record Effective(String option, String value, String kernelDefault) {
    @Override
    public String toString() {
      return kernelDefault.isEmpty()
          ? option + "=" + value
          : option + "=" + value + " (kernel: " + kernelDefault + ")";
    }
  }

  /** How long the kernel must at least hold on so that every verdict is the detector's. */
  static Duration leastUserTimeout(LivenessPolicy policy, Duration longestDelay) {
    return policy.timeout().plus(longestDelay);
  }

  static Duration wholeSeconds(Duration time) {
    return Duration.ofSeconds(Math.max(1, time.plusNanos(999_999_999).toSeconds()));
  }

  private static void between(String name, Duration value, Duration least, Duration most) {
    if (!value.isZero() && (value.compareTo(least) < 0 || value.compareTo(most) > 0)) {
      throw new IllegalArgumentException(
          "tcp.%s (%s) must be %s to %s, or 0 for the kernel's own: change it"
              .formatted(name, text(value), text(least), text(most)));
    }
  }

  static String text(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
  }
}
