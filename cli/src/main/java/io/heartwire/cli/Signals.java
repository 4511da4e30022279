package io.heartwire.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The signals that other processes send to this one.
 *
 * <p>The class that catches them ({@code sun.misc.Signal}) belongs to no standard: it is looked up
 * by name, so that a Java without it still runs a gateway, which then only hears of its end.
 */
final class Signals {
  private Signals() {}

  /**
   * Runs {@code task}, on a thread of its own, each time the signal {@code name} comes (without
   * SIG); what the signal did before, it does no more.
   *
   * @return false if it cannot be caught: this Java or system does not know it, or was told not to
   *     ({@code -Xrs})
   */
  static boolean on(String name, Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object handling =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      task.run();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> arguments != null && proxy == arguments[0];
                    default -> name;
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
      return true;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException) {
        return false;
      }
      throw new IllegalStateException("SIG" + name + " cannot be caught", e);
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
