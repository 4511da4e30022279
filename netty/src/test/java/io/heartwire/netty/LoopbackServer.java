package io.heartwire.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A listener on loopback with one event loop; clients are plain sockets. */
final class LoopbackServer implements AutoCloseable {
  final EventLoopGroup group;
  final Channel listener;
  private final LinkedBlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();

  LoopbackServer(Transport transport, Consumer<Channel> pipeline) {
    this(transport, pipeline, bootstrap -> {});
  }

  LoopbackServer(
      Transport transport, Consumer<Channel> pipeline, Consumer<ServerBootstrap> options) {
    group = new MultiThreadIoEventLoopGroup(1, transport.ioHandler());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(transport.serverChannel())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    pipeline.accept(channel);
                    accepted.add(channel);
                  }
                });
    options.accept(bootstrap);
    listener =
        bootstrap
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  Socket connect() throws IOException {
    return new Socket(address().getAddress(), address().getPort());
  }

  Channel accepted() throws InterruptedException {
    Channel channel = accepted.poll(30, TimeUnit.SECONDS);
    if (channel == null) {
      throw new AssertionError("nothing accepted within 30 s");
    }
    Eventually.holds("the accepted channel is active", channel::isActive);
    return channel;
  }

  /** Runs {@code question} on the channel's loop. */
  static <T> T onLoop(Channel channel, Callable<T> question) throws Exception {
    return channel.eventLoop().submit(question).get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
