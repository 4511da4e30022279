package io.heartwire.netty;

import java.util.stream.Stream;

/**
 * The transports of this machine, for tests that hold on each of them. One that is not there is
 * left out, not skipped; which ones must be there is {@link TransportTest}'s part.
 */
final class Transports {
  static final String AVAILABLE = "io.heartwire.netty.Transports#available";
  static final String WITH_EVIDENCE = "io.heartwire.netty.Transports#withEvidence";

  private Transports() {}

  static Stream<Transport> available() {
    return Stream.of(Transport.values()).filter(Transport::isAvailable);
  }

  /** Those on which the kernel can be asked; none on other systems than Linux. */
  static Stream<Transport> withEvidence() {
    return available().filter(transport -> transport != Transport.NIO);
  }
}
