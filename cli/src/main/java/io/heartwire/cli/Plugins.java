package io.heartwire.cli;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Finds what an application put on the class path. */
final class Plugins {
  private Plugins() {}

  /** The one implementation of {@code type}, if there is one; more than one is a failure. */
  static <T> Optional<T> only(Class<T> type) {
    List<T> found = ServiceLoader.load(type).stream().map(ServiceLoader.Provider::get).toList();
    if (found.size() > 1) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "there are "
              + found.size()
              + " implementations of "
              + type.getSimpleName()
              + " on the class path ("
              + found.get(0).getClass().getName()
              + ", "
              + found.get(1).getClass().getName()
              + "): leave one");
    }
    return found.stream().findFirst();
  }
}
