package io.heartwire.redis;

/** What other nodes have changed, and perhaps not told. NOT thread safe: the engine's thread. */
final class Outlook implements Runnable {
  private static final int LOOKS_A_GROUP = 5;

  private final RedisPeers peers;
  private final WaitingRound round;
  private final Register register;
  private final LogTail tail;
  private long looks;

  /** Looks at who is there, for whom messages wait, and at the versions of groups. */
  Outlook(RedisPeers peers, WaitingRound round, Register register, LogTail tail) {
    this.peers = peers;
    this.round = round;
    this.register = register;
    this.tail = tail;
  }

  /** Looks; called once a second. */
  @Override
  public void run() {
    peers.look();
    round.step();
    looks++;
    if (looks % LOOKS_A_GROUP == 0) {
      register.groups().forEach(tail::renewed);
    }
  }
}
