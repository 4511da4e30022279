package io.heartwire.gateway.targets;

import java.util.List;

/** Tells what is known of all targets. Thread safe; never blocks. */
@FunctionalInterface
public interface TargetStates {
  /** All of them, by name. */
  List<TargetView> views();
}
