package io.heartwire.cli.secure;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;

/** Our frames as JSON, in a WebSocket of Netty's. */
record WebSocketSpeech() implements SecureCrowd.Speech {
  private static final int MOST = 8_192;

  @Override
  public ChannelHandler[] codec(int port) {
    return new ChannelHandler[] {
      new HttpClientCodec(),
      new HttpObjectAggregator(MOST),
      new WebSocketClientProtocolHandler(
          WebSocketClientProtocolConfig.newBuilder()
              .webSocketUri("wss://localhost:" + port + "/ws")
              .subprotocol("heartwire.v1.json")
              .build())
    };
  }

  @Override
  public boolean mayLogIn(Object event) {
    return event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE;
  }

  @Override
  public Object login(String clientId) {
    return new TextWebSocketFrame(
        "{\"hello\":{\"protocolVersion\":1,\"clientId\":\"" + clientId + "\"}}");
  }

  @Override
  public Object ping() {
    return new TextWebSocketFrame("{\"ping\":{\"sequence\":1}}");
  }

  @Override
  public boolean isWelcome(Object came) {
    return came instanceof TextWebSocketFrame frame && frame.text().startsWith("{\"welcome\"");
  }

  @Override
  public boolean isPong(Object came) {
    return came instanceof TextWebSocketFrame frame && frame.text().startsWith("{\"pong\"");
  }
}
