package io.heartwire.gateway.transport.http;

import io.heartwire.gateway.transport.Guest;
import io.heartwire.gateway.transport.Lobby;
import io.heartwire.gateway.transport.Protocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.flow.FlowControlHandler;

/** HTTP/1.1, with WebSockets behind one of its paths. Thread safe. */
public final class HttpProtocol implements Protocol {
  private final HttpRoutes routes;

  /** Has {@code routes} answer what is no WebSocket. */
  public HttpProtocol(HttpRoutes routes) {
    this.routes = routes;
  }

  /*
   * One request is read at a time: what a client pipelines waits in the kernel, not here.
   */
  @Override
  public Guest welcome(Channel channel, Lobby lobby) {
    channel.config().setAutoRead(false);
    var connection = new HttpConnection(channel, lobby, routes);
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new StrictRequestDecoder());
    pipeline.addLast(new HttpResponseEncoder());
    pipeline.addLast(new BodyLimit(lobby.settings().web().maxBodyBytes()));
    pipeline.addLast(new FlowControlHandler());
    pipeline.addLast(connection);
    return connection;
  }
}
