package io.heartwire.gateway.transport;

import io.netty.channel.Channel;
import java.util.concurrent.RejectedExecutionException;

/** What is to be done on the event loop of a channel. Any thread. */
public final class LoopTasks {
  private LoopTasks() {}

  /**
   * Runs {@code task} there: at once if this is that loop.
   *
   * @return false if the loop takes no more tasks
   */
  public static boolean run(Channel channel, Runnable task) {
    if (channel.eventLoop().inEventLoop()) {
      task.run();
      return true;
    }
    try {
      channel.eventLoop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it every connection on it.
      return false;
    }
  }
}
