package io.heartwire.gateway.targets;

import io.heartwire.core.observe.Testimony;
import io.heartwire.core.observe.Testimony.Standing;
import java.util.concurrent.TimeUnit;

/** One observer before one target. NOT thread safe: the targets' thread owns it. */
final class Lookout {
  private final Observer observer;
  private final int enough;
  private int sinceMs;
  private int missed;
  private boolean blind;
  private boolean looked;
  private String problem = "";

  /**
   * From now on.
   *
   * @param enough so many looks in vain in a row say that nobody is there
   * @param attentiveMs now, in time in which we looked
   */
  Lookout(Observer observer, int enough, int attentiveMs) {
    this.observer = observer;
    this.enough = enough;
    this.sinceMs = attentiveMs;
  }

  Observer observer() {
    return observer;
  }

  void saw(String remark, int attentiveMs) {
    sinceMs = attentiveMs;
    missed = 0;
    blind = false;
    looked = true;
    problem = remark;
  }

  void missed(String why) {
    missed++;
    blind = false;
    looked = true;
    problem = why;
  }

  /** It could not look. */
  void blind(String why) {
    blind = true;
    problem = why;
  }

  /** Answers missing in a row. */
  int missed() {
    return missed;
  }

  /** True if its latest look was answered. */
  boolean answers() {
    return looked && missed == 0 && !blind;
  }

  /** True if it has looked in vain as often as it takes. */
  boolean hasLookedEnough() {
    return missed >= enough;
  }

  /** True if it is to look again soon. */
  boolean isInDoubt() {
    return missed > 0 && missed < enough;
  }

  String problem() {
    return problem;
  }

  Testimony testimony(Attention attention, long nowNanos) {
    Standing standing = observer.isHeld() ? Standing.HELD : Standing.HEALTHY;
    if (blind || attention.isLate(nowNanos)) {
      standing = Standing.STALLED;
    }
    int inVainMs = hasLookedEnough() ? Math.max(0, attention.ms() - sinceMs) : 0;
    return new Testimony(observer.name(), standing, TimeUnit.MILLISECONDS.toNanos(inVainMs));
  }
}
