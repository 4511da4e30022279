package io.heartwire.gateway.health;

/**
 * What all rules say about one status: bit {@code i} is rule {@code i}.
 *
 * @param raised those that say it is so
 * @param unknown those that cannot say
 * @param word what the client itself said
 */
record Answers(int raised, int unknown, DeviceWord word) {
  Answer of(int rule) {
    if (((raised >>> rule) & 1) != 0) {
      return Answer.RAISED;
    }
    return ((unknown >>> rule) & 1) != 0 ? Answer.UNKNOWN : Answer.CLEAR;
  }
}
