package io.heartwire.cli.house.broken.core;

import io.netty.channel.Channel;
import java.net.Socket;

/** Breaks: core does no I/O, and knows neither libraries nor other modules. */
public final class Impure {
  Socket socket = new Socket();
  Class<?> library = Channel.class;
  Class<?> upwards = io.heartwire.cli.house.broken.netty.Outgoing.class;
}
