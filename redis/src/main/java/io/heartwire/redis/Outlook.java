package io.heartwire.redis;

/** What other nodes have changed, and perhaps not told. NOT thread safe: the engine's thread. */
final class Outlook implements Runnable {
  private static final int LOOKS_A_GROUP = 5;

  private final RedisPeers peers;
  private final WaitingRound round;
  private final Register register;
  private final RedisSettings settings;
  private final LogTail tail;
  private long looks;

  /** Looks at who is there, for whom messages wait, at the versions of groups, and what is set. */
  Outlook(
      RedisPeers peers,
      WaitingRound round,
      Register register,
      RedisSettings settings,
      LogTail tail) {
    this.peers = peers;
    this.round = round;
    this.register = register;
    this.settings = settings;
    this.tail = tail;
  }

  /** Looks; called once a second. */
  @Override
  public void run() {
    peers.look();
    round.step();
    settings.look();
    looks++;
    if (looks % LOOKS_A_GROUP == 0) {
      register.groups().forEach(tail::renewed);
    }
  }
}
