package io.heartwire.gateway.transport;

import io.heartwire.gateway.dispatch.HandlerFigures;
import io.heartwire.netty.BlockedLoop;
import io.heartwire.netty.LoopListener;
import java.time.Duration;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs which event loop is blocked, by what, and where. Called on the monitor's thread. */
final class BlockedLoopLog implements LoopListener {
  private static final Logger LOG = LoggerFactory.getLogger(BlockedLoopLog.class);
  private static final int FRAMES = 12;

  @Override
  public void blocked(BlockedLoop blocked) {
    if (blocked.isWaiting()) {
      LOG.warn(
          "{} came round {} ms late, and no handler holds it: this machine gave it no time, or stopped"
              + " it; its clients wait, and none of them is called dead for it",
          blocked.loop(),
          blocked.blockedFor().toMillis());
      return;
    }
    LOG.warn(
        "{} blocked {} for {} ms: its clients wait, and none of them is called dead for it; move the"
            + " work off the loop{}\n{}",
        blocked.culprit(),
        blocked.loop(),
        blocked.blockedFor().toMillis(),
        remedy(blocked.culprit()),
        blocked.stack().stream()
            .limit(FRAMES)
            .map(frame -> "    at " + frame)
            .collect(Collectors.joining("\n")));
  }

  /** What an operator can do at once, where the culprit is a message and not our own code. */
  private static String remedy(String culprit) {
    return culprit.startsWith(HandlerFigures.LABEL)
        ? " ('heartwire handlers TYPE queue' does it now, dispatch.types.<type>.model for good)"
        : "";
  }

  @Override
  public void recovered(String loop, Duration blockedFor) {
    LOG.info("{} runs again after {} ms", loop, blockedFor.toMillis());
  }
}
