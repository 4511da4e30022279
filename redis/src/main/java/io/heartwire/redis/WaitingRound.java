package io.heartwire.redis;

import io.heartwire.core.liveness.ClientId;
import io.lettuce.core.MapScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Looks for whom messages wait, whichever node has kept them: nobody may have told this one. A step
 * looks at about {@value #AT_ONCE} clients of each partition in which anything waits; a round is
 * over when all were seen, and then the tally forgets for whom nothing waits any more. NOT thread
 * safe: one thread steps.
 */
final class WaitingRound {
  private static final int AT_ONCE = 500;

  private final RedisLink link;
  private final Keys keys;
  private final MessageTally tally;
  private final ScanCursor[] cursors = new ScanCursor[Keys.PARTITIONS];
  private volatile BiConsumer<ClientId, Long> listener = (client, messages) -> {};

  WaitingRound(RedisLink link, Keys keys, MessageTally tally) {
    this.link = link;
    this.keys = keys;
    this.tally = tally;
    begin();
  }

  /** Calls {@code heard} for each client for whom something waits. */
  void onWaiting(BiConsumer<ClientId, Long> heard) {
    listener = heard;
  }

  private void begin() {
    Arrays.fill(cursors, ScanCursor.INITIAL);
  }

  void step() {
    List<Integer> asked = new ArrayList<>();
    List<CompletionStage<MapScanCursor<String, String>>> pages = new ArrayList<>();
    for (int i = 0; i < cursors.length; i++) {
      // Where nothing waits there is nothing to see; what comes later is seen in the next round.
      if (!cursors[i].isFinished() && tally.anyWaits(i)) {
        asked.add(i);
        pages.add(
            link.commands()
                .hscan(keys.of(i) + "waiting", cursors[i], ScanArgs.Builder.limit(AT_ONCE)));
      }
    }
    boolean over = true;
    for (int k = 0; k < pages.size(); k++) {
      MapScanCursor<String, String> page = link.await(pages.get(k));
      page.getMap().forEach(this::waits);
      cursors[asked.get(k)] = page;
      over &= page.isFinished();
    }
    if (over) {
      tally.roundOver();
      begin();
    }
  }

  private void waits(String client, String count) {
    long messages = Long.parseLong(count);
    tally.waits(client, messages);
    listener.accept(new ClientId(client), messages);
  }
}
