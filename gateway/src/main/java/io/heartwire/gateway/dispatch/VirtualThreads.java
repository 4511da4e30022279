package io.heartwire.gateway.dispatch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;

/** Virtual threads, where the JDK has them: from 21 on, while this is built for 17. */
final class VirtualThreads {
  private VirtualThreads() {}

  /** Makes virtual threads named {@code prefix} and a number; empty if this JDK has none. */
  static Optional<ThreadFactory> named(String prefix) {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    try {
      Class<?> builderType = Class.forName("java.lang.Thread$Builder");
      Class<?> virtualType = Class.forName("java.lang.Thread$Builder$OfVirtual");
      Object builder =
          lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtualType)).invoke();
      Object named =
          lookup
              .findVirtual(
                  virtualType, "name", MethodType.methodType(virtualType, String.class, long.class))
              .invoke(builder, prefix, 0L);
      Object factory =
          lookup
              .findVirtual(builderType, "factory", MethodType.methodType(ThreadFactory.class))
              .invoke(named);
      return Optional.of((ThreadFactory) factory);
    } catch (Throwable e) {
      // Not there, or there as a preview that is not enabled.
      return Optional.empty();
    }
  }
}
