package io.heartwire.gateway.transport;

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
    LOG.warn(
        "{}: its clients wait, and none of them is called dead for it; move the work off the loop\n{}",
        blocked,
        blocked.stack().stream()
            .limit(FRAMES)
            .map(frame -> "    at " + frame)
            .collect(Collectors.joining("\n")));
  }

  @Override
  public void recovered(String loop, Duration blockedFor) {
    LOG.info("{} runs again after {} ms", loop, blockedFor.toMillis());
  }
}
