package io.heartwire.gateway.transport.websocket;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.transport.FrameConnection;
import io.heartwire.gateway.transport.Lobby;
import io.netty.channel.Channel;
import java.util.List;

/** Our own frames, in their two forms. */
public final class Dialects {
  /** The subprotocol of binary messages. */
  public static final String PROTOBUF = "heartwire.v1.protobuf";

  /** The subprotocol of text messages. */
  public static final String JSON = "heartwire.v1.json";

  /** Both, the preferred one first. */
  public static final List<Dialect> FRAMES = List.of(new Frames(PROTOBUF), new Frames(JSON));

  private Dialects() {}

  private record Frames(String subprotocol) implements Dialect {
    /** In JSON a body is base64: twice the bytes hold every frame that the binary form may be. */
    @Override
    public int maxMessageBytes(int maxFrameBytes) {
      return subprotocol.equals(JSON) ? 2 * maxFrameBytes : maxFrameBytes;
    }

    @Override
    public Speaker begin(Channel channel, Lobby lobby, LivenessPolicy login) {
      var connection = new FrameConnection(channel, lobby);
      connection.heartbeat().policy(login);
      FrameBridge bridge =
          subprotocol.equals(PROTOBUF)
              ? new BinaryBridge(connection)
              : new JsonBridge(
                  connection, maxMessageBytes(lobby.settings().limits().maxFrameBytes()));
      channel.pipeline().addBefore(connection.context().name(), null, bridge);
      return new Speaker(connection, connection.heartbeat(), connection::isFrameOpen);
    }
  }
}
