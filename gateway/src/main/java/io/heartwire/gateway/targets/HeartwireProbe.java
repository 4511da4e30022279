package io.heartwire.gateway.targets;

import io.heartwire.gateway.health.ClientStatus;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.FrameDecoder;
import io.heartwire.wire.FrameEncoder;
import io.heartwire.wire.FrameException;
import io.heartwire.wire.Status;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.time.InstantSource;

/**
 * Asks another gateway. With a credential it logs in, pings and says goodbye. Without one it pings
 * without a login: the refusal, which begins no session and tells nobody anything, is the answer.
 */
final class HeartwireProbe implements Probe {
  private static final int MOST_BYTES = 65_536;
  private static final long SEQUENCE = 1;

  private final String clientId;
  private final InstantSource wallClock;

  HeartwireProbe(String clientId, InstantSource wallClock) {
    this.clientId = clientId;
    this.wallClock = wallClock;
  }

  @Override
  public Sighting ask(Target target, InetAddress host, Deadline deadline) throws IOException {
    String credential = target.config().credential();
    ByteBuf in = Unpooled.buffer();
    try (Line line = Line.open(new InetSocketAddress(host, target.config().port()), deadline)) {
      var talk = new Talk(line, in);
      if (!credential.isEmpty()) {
        talk.say(Frame.Hello.of(clientId, credential));
        if (talk.hear("the answer to a login") instanceof Frame.Goodbye goodbye) {
          return seen(deadline, ClientStatus.NONE, "it refuses the login: " + goodbye.detail());
        }
      }
      talk.say(new Frame.Ping(SEQUENCE, Status.NONE, 0, Directives.NONE));
      Frame answer = talk.hear("the answer to a ping");
      if (answer instanceof Frame.Pong pong) {
        talk.say(Frame.Goodbye.of(CloseCode.GOODBYE, "a probe"));
        return seen(deadline, said(pong.status()), "");
      }
      return seen(deadline, ClientStatus.NONE, "");
    } catch (FrameException e) {
      throw new ProtocolException("it answers, but not by Heartwire's protocol: " + e.getMessage());
    } finally {
      in.release();
    }
  }

  private ClientStatus said(Status status) {
    return status.isEmpty()
        ? ClientStatus.NONE
        : ClientStatus.of(
            new ClientStatus.Numbers(status.battery(), status.signal(), status.load()),
            status.health(),
            status.values(),
            wallClock.millis(),
            word -> word);
  }

  private static Sighting seen(Deadline deadline, ClientStatus status, String remark) {
    return new Sighting(deadline.passed(), status, remark);
  }

  private record Talk(Line line, ByteBuf in) {
    void say(Frame frame) throws IOException {
      ByteBuf out = FrameEncoder.encode(UnpooledByteBufAllocator.DEFAULT, frame);
      try {
        line.write(ByteBufUtil.getBytes(out));
      } finally {
        out.release();
      }
    }

    /** The next frame that answers something. */
    Frame hear(String awaited) throws IOException {
      var buffer = new byte[4_096];
      while (true) {
        Frame frame = FrameDecoder.next(in, MOST_BYTES);
        if (frame instanceof Frame.Welcome
            || frame instanceof Frame.Pong
            || frame instanceof Frame.Goodbye) {
          return frame;
        }
        if (frame == null) {
          in.discardReadBytes();
          in.writeBytes(buffer, 0, line.read(buffer, 0, buffer.length, awaited));
        }
      }
    }
  }
}
