package io.heartwire.gateway.transport.http;

import io.heartwire.gateway.transport.Lobby;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import java.net.InetSocketAddress;

/**
 * One request that came whole.
 *
 * @param request itself; its content is released when it has been answered
 * @param path of its URI, as it came: without the query, not decoded
 * @param from where it comes from; behind a named proxy, what that says
 * @param lobby the door it came through
 * @param channel its connection
 */
public record HttpExchange(
    FullHttpRequest request, String path, InetSocketAddress from, Lobby lobby, Channel channel) {}
