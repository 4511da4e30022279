package io.heartwire.gateway.targets;

import java.io.IOException;

/**
 * A place from which targets are looked at. The gateway itself is one; others are found by {@link
 * java.util.ServiceLoader}, and let it look through other eyes: a probe in another network, or the
 * list of devices that some other system sees.
 *
 * <p>What one observer sees vetoes the death of a target; what it does not see counts while it is
 * healthy. When to look, and whether it was this process that was late, is the caller's business:
 * an observer looks once when it is told to.
 *
 * <pre>{@code
 * public final class OfficeProbe implements Observer {
 *   public String name() { return "office"; }
 *   public boolean canSee(Target target) { return target.kind() == TargetKind.CONFIGURED; }
 *   public Sighting look(Target target) throws IOException {
 *     return new Sighting(office.ask(target.config().address()), ClientStatus.NONE, "");
 *   }
 * }
 * }</pre>
 */
public interface Observer extends AutoCloseable {
  /** What it is called in events: 1 to 64 characters, different from all others. */
  String name();

  /** Whether it can look at {@code target} at all; asked once, when that becomes one. Not slow. */
  boolean canSee(Target target);

  /**
   * Looks once, on one of the gateway's threads for it, of which many call at a time. Returns or
   * throws within the target's {@code timeout}: whoever takes longer is not counted as having
   * looked.
   *
   * @throws CannotLookException if it could not look: no evidence
   * @throws IOException if the target was not there; the message says in words what happened
   */
  Sighting look(Target target) throws IOException, InterruptedException;

  /** True while it suspects itself, because it misses very much at once: then it is not asked. */
  default boolean isHeld() {
    return false;
  }

  /** The gateway is closed. */
  @Override
  default void close() {}
}
