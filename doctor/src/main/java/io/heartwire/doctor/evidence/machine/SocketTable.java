package io.heartwire.doctor.evidence.machine;

import java.util.BitSet;

/**
 * Counts the sockets at some ports in {@code /proc/net/tcp} or {@code tcp6}, piece by piece as it
 * is read. Lines that are no sockets are passed over. Not thread safe.
 */
final class SocketTable {
  /** What is kept of a line; the rest says nothing about states. */
  private static final int MAX_LINE = 160;

  private static final int ESTABLISHED = 1;
  private static final int SYN_RECV = 3;
  private static final int CLOSE_WAIT = 8;
  private static final int LISTEN = 10;
  private static final int NEW_SYN_RECV = 12;

  private final byte[] line = new byte[MAX_LINE];
  private final BitSet ports;
  private int length;
  private int at;
  private int established;
  private int handshakes;
  private int closeWait;
  private int listeners;
  private long acceptQueue;
  private boolean otherThanListening;

  SocketTable(BitSet ports) {
    this.ports = ports;
  }

  /** The next {@code count} bytes of a file. */
  void feed(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      byte it = bytes[i];
      if (it == '\n') {
        endOfLine();
      } else if (length < MAX_LINE) {
        line[length++] = it;
      }
    }
  }

  /** The file ends here; a last line without an end was cut off and does not count. */
  void endOfFile() {
    length = 0;
    otherThanListening = false;
  }

  /** A socket that does not listen has come: those that do stand before all others. */
  boolean isPastListeners() {
    return otherThanListening;
  }

  int established() {
    return established;
  }

  int handshakes() {
    return handshakes;
  }

  int closeWait() {
    return closeWait;
  }

  int listeners() {
    return listeners;
  }

  /** Connections that wait to be accepted, of all listeners at our ports. */
  long acceptQueue() {
    return acceptQueue;
  }

  private void endOfLine() {
    at = 0;
    // "  0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 …"
    long number = skipTo(':', 2) ? hex() : -1;
    boolean isSocket = number >= 0 && skipTo(':', 1) && skipTo(' ', 1);
    long state = isSocket ? hex() : -1;
    long receiveQueue = state >= 0 && skipTo(':', 1) ? hex() : -1;
    length = 0;
    if (receiveQueue >= 0) {
      count((int) number, (int) state, receiveQueue);
    }
  }

  private void count(int port, int state, long receiveQueue) {
    otherThanListening |= state != LISTEN;
    if (!ports.get(port & 0xffff)) {
      return;
    }
    switch (state) {
      case ESTABLISHED -> established++;
      case SYN_RECV, NEW_SYN_RECV -> handshakes++;
      case CLOSE_WAIT -> closeWait++;
      case LISTEN -> {
        listeners++;
        acceptQueue += receiveQueue;
      }
      default -> {}
    }
  }

  /** Goes behind the next {@code times} {@code end}s, if there are so many. */
  private boolean skipTo(char end, int times) {
    int left = times;
    while (at < length && left > 0) {
      if (line[at++] == end) {
        left--;
      }
    }
    return left == 0;
  }

  /** The hexadecimal number here; -1 if there is none. */
  private long hex() {
    long value = -1;
    while (at < length) {
      int digit = Character.digit(line[at], 16);
      if (digit < 0 || value > 0xfff_ffff_ffffL) {
        break;
      }
      value = (value < 0 ? 0 : value << 4) + digit;
      at++;
    }
    return value;
  }
}
