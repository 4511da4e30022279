package io.heartwire.client;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.core.reconnect.ReconnectPolicy;
import io.heartwire.netty.EndpointSource;
import io.heartwire.netty.TcpKnobs;
import io.heartwire.wire.Frame;
import io.heartwire.wire.GroupVersion;
import io.heartwire.wire.Status;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Describes a {@link HeartwireClient}. NOT thread safe. */
public final class HeartwireClientBuilder {
  private static final Duration USER_TIMEOUT = Duration.ofSeconds(225);

  private final EndpointSource endpoints;
  private @Nullable String clientId;
  private String user = "";
  private String credential = "";
  private String clientVersion = "heartwire-java";
  private Duration interval = Duration.ZERO;
  private boolean fixedInterval;
  private Duration writeTimeout = Duration.ofSeconds(60);
  private int maxFrameBytes = 1 << 20;
  private Outbox.Limits outbox = new Outbox.Limits(1_000, 1 << 20);
  private ReconnectPolicy reconnect = ReconnectPolicy.standard();
  private TcpKnobs tcp =
      new TcpKnobs(
          false, Duration.ZERO, Duration.ZERO, 0, USER_TIMEOUT, TcpKnobs.DEFAULT_RTO_MAX, true, 0);
  private @Nullable InetSocketAddress localAddress;
  private Consumer<ClientState> onState = state -> {};
  private Consumer<Frame.Message> onMessage = message -> {};
  private Supplier<Status> status = StatusPoll.NONE;
  private List<String> tags = List.of();
  private GroupVersion groupData = GroupVersion.NONE;
  private ObjLongConsumer<String> onGroupStale = (group, version) -> {};
  private Consumer<Channel> tap = channel -> {};
  private IntervalStore intervals = IntervalStore.none();
  private @Nullable ClientGroup group;
  private @Nullable ClientTls tls;
  private @Nullable Supplier<String> renewal;

  HeartwireClientBuilder(EndpointSource endpoints) {
    this.endpoints = endpoints;
  }

  /** The name of this device, tab or process; needed. See {@link ClientId}. */
  public HeartwireClientBuilder clientId(String clientId) {
    this.clientId = new ClientId(clientId).value();
    return this;
  }

  /** The account behind it. */
  public HeartwireClientBuilder user(String user) {
    this.user = user;
    return this;
  }

  /** What proves who it is. */
  public HeartwireClientBuilder credential(String credential) {
    this.credential = credential;
    return this;
  }

  /**
   * Where a newer credential comes from, when the present one runs out; asked on the group's
   * executor, and it may take its time. On a living connection, which stays; and once for each
   * session after the server has closed one for want of it.
   */
  public HeartwireClientBuilder renewal(Supplier<String> renewal) {
    this.renewal = renewal;
    return this;
  }

  /** Speaks TLS; without it, plain TCP. */
  public HeartwireClientBuilder tls(ClientTls tls) {
    this.tls = tls;
    return this;
  }

  /** Name and version of the application, such as {@code sensor/3.1}. */
  public HeartwireClientBuilder version(String clientVersion) {
    this.clientVersion = clientVersion;
    return this;
  }

  /**
   * Words to find it by, such as {@code floor-2}: at most {@value Frame.Hello#MAX_TAGS} of {@value
   * Frame.Hello#MAX_TAG_BYTES} bytes.
   */
  public HeartwireClientBuilder tags(String... tags) {
    this.tags = List.of(tags);
    return this;
  }

  /** The heartbeat interval it would like; the server decides. Zero, the default: no wish. */
  public HeartwireClientBuilder interval(Duration interval) {
    this.interval = interval;
    return this;
  }

  /** Pings every interval whatever else is said, not only when idle. */
  public HeartwireClientBuilder fixedInterval(boolean fixedInterval) {
    this.fixedInterval = fixedInterval;
    return this;
  }

  /** A write that does not move for this long ends the connection; 60 s if not called. */
  public HeartwireClientBuilder writeTimeout(Duration writeTimeout) {
    this.writeTimeout = writeTimeout;
    return this;
  }

  /** The largest frame accepted from the server, in bytes; 1 MiB if not called. */
  public HeartwireClientBuilder maxFrame(int bytes) {
    this.maxFrameBytes = bytes;
    return this;
  }

  /** How much the outbox holds; 1,000 messages and 1 MiB if not called. */
  public HeartwireClientBuilder outbox(int messages, long bytes) {
    this.outbox = new Outbox.Limits(messages, bytes);
    return this;
  }

  /** How it comes back. */
  public HeartwireClientBuilder reconnect(ReconnectPolicy reconnect) {
    this.reconnect = reconnect;
    return this;
  }

  /** Its socket's options; TCP_USER_TIMEOUT 225 s with TCP_RTO_MAX_MS 3 s if not called. */
  public HeartwireClientBuilder tcp(TcpKnobs tcp) {
    this.tcp = tcp;
    return this;
  }

  /** The address of this host to connect from; the kernel chooses the port. */
  public HeartwireClientBuilder localAddress(InetAddress address) {
    this.localAddress = new InetSocketAddress(address, 0);
    return this;
  }

  /** Told of every state, in order, on the group's executor. */
  public HeartwireClientBuilder onState(Consumer<ClientState> onState) {
    this.onState = onState;
    return this;
  }

  /**
   * Told of every message, in order, on the group's executor. A message that wants an
   * acknowledgement gets it when this returns, and none if it throws: then the server sends it
   * again, some time. One that has been acknowledged is not handed on again, though the server may
   * send it twice; the last 1,000 of them are remembered, for as long as this client lives.
   */
  public HeartwireClientBuilder onMessage(Consumer<Frame.Message> onMessage) {
    this.onMessage = onMessage;
    return this;
  }

  /**
   * How this client is; asked on the group's executor when it has logged in and whenever a ping is
   * sent, never otherwise. A ping carries the answer before.
   */
  public HeartwireClientBuilder status(Supplier<Status> status) {
    this.status = status;
    return this;
  }

  /**
   * Told that data of the client's group that is of another version than this, or of another group,
   * is stale and must be dropped; on the group's executor. Once for each version, at the first
   * login too, unless {@link #groupData} said that there is nothing older; again if it throws. When
   * it returns, the next ping says so.
   */
  public HeartwireClientBuilder onGroupStale(ObjLongConsumer<String> onGroupStale) {
    this.onGroupStale = onGroupStale;
    return this;
  }

  /** The data of its group that it has already, from a file for example; none if not called. */
  public HeartwireClientBuilder groupData(String group, long version) {
    this.groupData = new GroupVersion(group, version);
    return this;
  }

  /**
   * Where it keeps the intervals that it learns behind middleboxes that drop idle connections, such
   * as {@link IntervalStore#inFile}; in memory only if not called. One store for one client.
   */
  public HeartwireClientBuilder learnedIntervals(IntervalStore intervals) {
    this.intervals = intervals;
    return this;
  }

  /** What many clients share; one of its own if not called, which is closed with the client. */
  public HeartwireClientBuilder group(ClientGroup group) {
    this.group = group;
    return this;
  }

  /**
   * Called on the event loop with each connection's channel before the protocol's handlers are
   * added: to log bytes, for example. Must not block.
   */
  public HeartwireClientBuilder channelInitializer(Consumer<Channel> tap) {
    this.tap = tap;
    return this;
  }

  /**
   * A client that has not been started.
   *
   * @throws IllegalArgumentException if there is no client id, or a value is not allowed
   */
  public HeartwireClient build() {
    String id = clientId;
    if (id == null) {
      throw new IllegalArgumentException(
          "a client needs a name of its own: call clientId(...) before build()");
    }
    ClientSettings settings =
        new ClientSettings(
            endpoints,
            new ClientSettings.Identity(id, user, credential, clientVersion, tags, groupData),
            interval,
            fixedInterval,
            writeTimeout,
            maxFrameBytes,
            outbox,
            reconnect,
            tcp,
            Optional.ofNullable(localAddress),
            Optional.ofNullable(tls).map(ClientTls::ready),
            new ClientSettings.Hooks(
                onState,
                onMessage,
                status,
                Optional.ofNullable(renewal),
                onGroupStale,
                tap,
                intervals));
    return new HeartwireClient(
        new ClientLoop(settings, group == null ? ClientGroup.create() : group, group == null));
  }

  /** {@link #build}, and begins to connect. */
  public HeartwireClient connect() {
    HeartwireClient client = build();
    client.connect();
    return client;
  }
}
