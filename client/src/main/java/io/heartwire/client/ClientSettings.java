package io.heartwire.client;

import io.heartwire.core.reconnect.ReconnectPolicy;
import io.heartwire.netty.EndpointSource;
import io.heartwire.netty.TcpKnobs;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import io.heartwire.wire.GroupVersion;
import io.heartwire.wire.LastDisconnect;
import io.heartwire.wire.Status;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;

/** What a client was told by its builder. */
record ClientSettings(
    EndpointSource endpoints,
    Identity identity,
    Duration wishedInterval,
    boolean fixedInterval,
    Duration writeTimeout,
    int maxFrameBytes,
    Outbox.Limits outbox,
    ReconnectPolicy reconnect,
    TcpKnobs tcp,
    Optional<InetSocketAddress> localAddress,
    Optional<ClientTls.Ready> tls,
    Hooks hooks) {

  /** A login with these. */
  Frame.Hello hello(
      String credential, Bytes resumeToken, Optional<LastDisconnect> last, GroupVersion groupData) {
    return new Frame.Hello(
        Frame.PROTOCOL_VERSION,
        0,
        identity.clientId(),
        identity.user(),
        credential,
        identity.clientVersion(),
        wishedInterval.toMillis(),
        resumeToken,
        last,
        identity.tags(),
        groupData);
  }

  /** Who logs in, and which data of its group it has. */
  record Identity(
      String clientId,
      String user,
      String credential,
      String clientVersion,
      List<String> tags,
      GroupVersion groupData) {
    Identity {
      // The frame knows the limits of its fields, and its messages name them.
      new Frame.Hello(
          Frame.PROTOCOL_VERSION,
          0,
          clientId,
          user,
          credential,
          clientVersion,
          0,
          Bytes.EMPTY,
          Optional.empty(),
          tags,
          groupData);
      tags = List.copyOf(tags);
    }
  }

  /** The application's code; all but {@code tap} is called off the event loop. */
  record Hooks(
      Consumer<ClientState> onState,
      Consumer<Frame.Message> onMessage,
      Supplier<Status> status,
      Optional<Supplier<String>> renewal,
      ObjLongConsumer<String> onGroupStale,
      Consumer<Channel> tap,
      IntervalStore intervals) {}
}
