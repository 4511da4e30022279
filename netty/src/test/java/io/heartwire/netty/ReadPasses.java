package io.heartwire.netty;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.ArrayDeque;

/**
 * The I/O of a virtual event loop: what lies unread in the sockets is a queue, of which one pass
 * reads at most {@code capacity}, as a selector does.
 */
final class ReadPasses implements IoHandlerFactory {
  final ArrayDeque<Runnable> unread = new ArrayDeque<>();
  private final int capacity;

  ReadPasses(int capacity) {
    this.capacity = capacity;
  }

  @Override
  public IoHandler newHandler(ThreadAwareExecutor executor) {
    IoHandler local = LocalIoHandler.newFactory().newHandler(executor);
    return new IoHandler() {
      @Override
      public int run(IoHandlerContext context) {
        int ready = Math.min(capacity, unread.size());
        for (int i = 0; i < ready; i++) {
          unread.remove().run();
        }
        return ready + local.run(context);
      }

      @Override
      public void initialize() {
        local.initialize();
      }

      @Override
      public void prepareToDestroy() {
        local.prepareToDestroy();
      }

      @Override
      public void destroy() {
        local.destroy();
      }

      @Override
      public IoRegistration register(IoHandle handle) throws Exception {
        return local.register(handle);
      }

      @Override
      public void wakeup() {
        local.wakeup();
      }

      @Override
      public boolean isCompatible(Class<? extends IoHandle> type) {
        return local.isCompatible(type);
      }
    };
  }
}
