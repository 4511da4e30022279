package io.heartwire.gateway.transport.mqtt;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The codecs of all event loops: two for each. Thread safe; a codec belongs to its loop. */
final class MqttCodecs {
  private record OfLoop(MqttCodec four, MqttCodec five) {}

  private final Map<EventLoop, OfLoop> loops = new ConcurrentHashMap<>();

  /** The one for {@code channel}, on its event loop. */
  MqttCodec of(Channel channel, boolean five) {
    OfLoop mine =
        loops.computeIfAbsent(
            channel.eventLoop(), loop -> new OfLoop(new MqttCodec(4), new MqttCodec(5)));
    return five ? mine.five() : mine.four();
  }
}
