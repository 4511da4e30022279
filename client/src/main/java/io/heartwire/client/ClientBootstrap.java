package io.heartwire.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.util.function.Consumer;

/** How a client makes its channels. */
final class ClientBootstrap {
  private ClientBootstrap() {}

  /** As {@code settings} and {@code group} say; {@code begin} is called for each channel. */
  static Bootstrap of(ClientSettings settings, ClientGroup group, Consumer<Channel> begin) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group.loops())
            .channel(group.channelType())
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    begin.accept(channel);
                  }
                });
    settings.localAddress().ifPresent(bootstrap::localAddress);
    group.transport().ifPresent(transport -> settings.tcp().apply(bootstrap, transport));
    return bootstrap;
  }
}
