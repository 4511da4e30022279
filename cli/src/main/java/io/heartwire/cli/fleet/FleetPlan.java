package io.heartwire.cli.fleet;

import io.heartwire.client.ClientTls;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a fleet is to do.
 *
 * @param server where its devices connect to
 * @param devices who they are
 * @param ramp the time over which they start
 * @param silent those that stop sending
 * @param frozen those whose process stops altogether, while its kernel still acknowledges
 */
public record FleetPlan(
    Server server, Devices devices, Duration ramp, Misfortune silent, Misfortune frozen) {

  /**
   * The other end.
   *
   * @param endpoint {@code host:port}
   * @param sources local addresses to spread the connections over; empty leaves it to the kernel
   * @param tls how they speak TLS; empty if they do not
   */
  public record Server(String endpoint, List<InetAddress> sources, Optional<ClientTls> tls) {
    public Server {
      sources = List.copyOf(sources);
    }
  }

  /**
   * The devices.
   *
   * @param count how many, at least 1
   * @param idPrefix their client ids are this and a number from 0
   * @param credential what they log in with; empty for none
   * @param interval the interval they wish for, if they have a wish
   */
  public record Devices(
      int count, String idPrefix, String credential, Optional<Duration> interval) {
    public Devices {
      if (count < 1 || count > 200_000) {
        throw new IllegalArgumentException(
            "--clients (" + count + ") must be 1 to 200000: choose a number in between");
      }
    }
  }

  /**
   * What happens to some of them.
   *
   * @param count how many
   * @param after when, counted from the moment all devices have logged in once
   */
  public record Misfortune(int count, Duration after) {
    /** It happens to nobody. */
    public static final Misfortune NONE = new Misfortune(0, Duration.ZERO);
  }

  public FleetPlan {
    if (silent.count() + frozen.count() > devices.count()) {
      throw new IllegalArgumentException(
          silent.count()
              + " silent and "
              + frozen.count()
              + " frozen devices are more than --clients ("
              + devices.count()
              + "): lower one of them");
    }
  }

  /**
   * What becomes of the device with this number: the last ones freeze, those before fall silent.
   */
  Fate fateOf(int number) {
    if (number >= devices.count() - frozen.count()) {
      return Fate.FROZEN;
    }
    return number >= devices.count() - frozen.count() - silent.count() ? Fate.SILENT : Fate.LIVES;
  }

  /** What becomes of a device. */
  enum Fate {
    LIVES,
    SILENT,
    FROZEN
  }
}
