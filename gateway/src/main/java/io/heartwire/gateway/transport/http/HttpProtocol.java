package io.heartwire.gateway.transport.http;

import io.heartwire.gateway.transport.Guest;
import io.heartwire.gateway.transport.Lobby;
import io.heartwire.gateway.transport.Protocol;
import io.heartwire.gateway.transport.websocket.WebSocketPath;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.flow.FlowControlHandler;
import java.util.List;

/** HTTP/1.1, with WebSockets behind some of its paths. Thread safe. */
public final class HttpProtocol implements Protocol {
  private final Paths paths;

  /** Has {@code others} answer what is at none of the paths of {@code sockets}. */
  public HttpProtocol(List<WebSocketPath> sockets, HttpRoutes others) {
    this.paths = Paths.of(sockets, others);
  }

  /*
   * One request is read at a time: what a client pipelines waits in the kernel, not here.
   */
  @Override
  public Guest welcome(Channel channel, Lobby lobby) {
    channel.config().setAutoRead(false);
    var connection = new HttpConnection(channel, lobby, paths);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new StrictRequestDecoder());
    pipeline.addLast(new HttpResponseEncoder());
    pipeline.addLast(new BodyLimit(lobby.settings().web().maxBodyBytes()));
    pipeline.addLast(new FlowControlHandler());
    pipeline.addLast(connection);
    return connection;
  }

  /** Takes all handlers out again; what the first of them has not read goes to those behind. */
  static void leave(ChannelPipeline pipeline) {
    pipeline.remove(HttpConnection.class);
    pipeline.remove(FlowControlHandler.class);
    pipeline.remove(BodyLimit.class);
    pipeline.remove(HttpResponseEncoder.class);
    pipeline.remove(StrictRequestDecoder.class);
  }
}
