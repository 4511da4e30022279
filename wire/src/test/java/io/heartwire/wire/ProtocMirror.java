package io.heartwire.wire;

import com.google.protobuf.ByteString;
import io.heartwire.wire.proto.HeartwireProto;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;

/** The same frames as protoc's generated classes see them: the other side of every comparison. */
final class ProtocMirror {
  private ProtocMirror() {}

  /** What protoc's code makes of one delimited frame. */
  static HeartwireProto.Frame parse(ByteBuf delimited) {
    byte[] bytes = new byte[delimited.readableBytes()];
    delimited.getBytes(delimited.readerIndex(), bytes);
    ByteArrayInputStream in = new ByteArrayInputStream(bytes);
    try {
      HeartwireProto.Frame frame = HeartwireProto.Frame.parseDelimitedFrom(in);
      if (in.available() > 0) {
        throw new IllegalStateException(in.available() + " bytes after the frame");
      }
      return frame;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes that protoc's code sends for {@code frame}. */
  static ByteBuf delimited(HeartwireProto.Frame frame) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      frame.writeDelimitedTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Unpooled.wrappedBuffer(out.toByteArray());
  }

  static HeartwireProto.Frame of(Frame frame) {
    HeartwireProto.Frame.Builder out = HeartwireProto.Frame.newBuilder();
    if (frame instanceof Frame.Ping ping) {
      var builder = HeartwireProto.Ping.newBuilder().setSequence(ping.sequence());
      if (!ping.status().isEmpty()) {
        builder.setStatus(of(ping.status()));
      }
      if (!ping.directives().isEmpty()) {
        builder.setDirectives(of(ping.directives()));
      }
      return out.setPing(
              builder.setIntervalMs(ping.intervalMs()).setGroupVersion(ping.groupVersion()))
          .build();
    } else if (frame instanceof Frame.Pong pong) {
      var builder = HeartwireProto.Pong.newBuilder().setSequence(pong.sequence());
      if (!pong.status().isEmpty()) {
        builder.setStatus(of(pong.status()));
      }
      if (!pong.directives().isEmpty()) {
        builder.setDirectives(of(pong.directives()));
      }
      return out.setPong(builder).build();
    } else if (frame instanceof Frame.Message message) {
      return out.setMessage(
              HeartwireProto.Message.newBuilder()
                  .setType(message.type())
                  .setId(message.id())
                  .setBody(ByteString.copyFrom(message.body().toByteArray()))
                  .setAckWanted(message.ackWanted()))
          .build();
    } else if (frame instanceof Frame.Ack ack) {
      return out.setAck(HeartwireProto.Ack.newBuilder().setId(ack.id())).build();
    } else if (frame instanceof Frame.Hello hello) {
      return out.setHello(of(hello)).build();
    } else if (frame instanceof Frame.Welcome welcome) {
      return out.setWelcome(of(welcome)).build();
    } else if (frame instanceof Frame.Goodbye goodbye) {
      var builder =
          HeartwireProto.Goodbye.newBuilder()
              .setCode(goodbye.code().number())
              .setDetail(goodbye.detail())
              .addAllEndpoints(goodbye.endpoints());
      if (goodbye.retryAfterMs() >= 0) {
        builder.setRetryAfterMs(goodbye.retryAfterMs());
      }
      return out.setGoodbye(builder).build();
    } else if (frame instanceof Frame.Refusal refusal) {
      return out.setRefusal(of(refusal)).build();
    } else if (frame instanceof Frame.Renew renew) {
      return out.setRenew(
              HeartwireProto.Renew.newBuilder()
                  .setCredential(renew.credential())
                  .setExpiresInMs(renew.expiresInMs()))
          .build();
    }
    return out.build();
  }

  private static HeartwireProto.Refusal of(Frame.Refusal refusal) {
    return HeartwireProto.Refusal.newBuilder()
        .setId(refusal.id())
        .setCauseValue(refusal.cause().number())
        .build();
  }

  private static HeartwireProto.Welcome of(Frame.Welcome welcome) {
    var builder =
        HeartwireProto.Welcome.newBuilder()
            .setSessionId(welcome.sessionId())
            .setEpoch(welcome.epoch())
            .setIntervalMs(welcome.intervalMs())
            .setTimeoutMs(welcome.timeoutMs())
            .setResumeToken(ByteString.copyFrom(welcome.resumeToken().toByteArray()))
            .setServerTimeMs(welcome.serverTimeMs());
    if (!welcome.groupData().isEmpty()) {
      builder.setGroupData(of(welcome.groupData()));
    }
    return builder.build();
  }

  private static HeartwireProto.GroupVersion of(GroupVersion group) {
    return HeartwireProto.GroupVersion.newBuilder()
        .setGroup(group.group())
        .setVersion(group.version())
        .build();
  }

  private static HeartwireProto.Hello of(Frame.Hello hello) {
    var builder =
        HeartwireProto.Hello.newBuilder()
            .setProtocolVersion(hello.protocolVersion())
            .setCapabilities(hello.capabilities())
            .setClientId(hello.clientId())
            .setUser(hello.user())
            .setCredential(hello.credential())
            .setClientVersion(hello.clientVersion())
            .setWishedIntervalMs(hello.wishedIntervalMs())
            .setResumeToken(ByteString.copyFrom(hello.resumeToken().toByteArray()));
    Optional<LastDisconnect> last = hello.lastDisconnect();
    if (last.isPresent()) {
      builder.setLastDisconnect(of(last.get()));
    }
    builder.addAllTags(hello.tags());
    if (!hello.groupData().isEmpty()) {
      builder.setGroupData(of(hello.groupData()));
    }
    return builder.build();
  }

  private static HeartwireProto.LastDisconnect of(LastDisconnect last) {
    var builder =
        HeartwireProto.LastDisconnect.newBuilder()
            .setSessionId(last.sessionId())
            .setCause(last.cause())
            .setSinceEndMs(last.sinceEndMs())
            .setSinceHeardMs(last.sinceHeardMs())
            .setNetworkChanged(last.networkChanged())
            .setStalledMs(last.stalledMs());
    if (last.unsentBytes() >= 0) {
      builder.setUnsentBytes(last.unsentBytes());
    }
    if (last.unackedBytes() >= 0) {
      builder.setUnackedBytes(last.unackedBytes());
    }
    return builder.build();
  }

  private static HeartwireProto.Status of(Status status) {
    var builder =
        HeartwireProto.Status.newBuilder().setHealth(status.health()).putAllValues(status.values());
    ifPresent(status.battery(), builder::setBattery);
    ifPresent(status.signal(), builder::setSignal);
    ifPresent(status.load(), builder::setLoad);
    return builder.build();
  }

  private static HeartwireProto.Directives of(Directives directives) {
    return HeartwireProto.Directives.newBuilder()
        .setIntervalMs(directives.intervalMs())
        .setTimeoutMs(directives.timeoutMs())
        .setGroupVersion(directives.groupVersion())
        .build();
  }

  private static void ifPresent(OptionalDouble value, DoubleConsumer consumer) {
    if (value.isPresent()) {
      consumer.accept(value.getAsDouble());
    }
  }
}
