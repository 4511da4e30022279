package io.heartwire.netty;

import java.time.Duration;

/** One option of {@link TcpKnobs}: how it is called and what the kernel does where nobody asks. */
enum TcpKnob {
  KEEP_ALIVE("SO_KEEPALIVE", "", "") {
    @Override
    int of(TcpKnobs knobs) {
      return knobs.keepAlive() ? 1 : 0;
    }
  },
  KEEP_IDLE("TCP_KEEPIDLE", "s", "ipv4/tcp_keepalive_time") {
    @Override
    int of(TcpKnobs knobs) {
      return seconds(knobs.keepIdle());
    }
  },
  KEEP_INTERVAL("TCP_KEEPINTVL", "s", "ipv4/tcp_keepalive_intvl") {
    @Override
    int of(TcpKnobs knobs) {
      return seconds(knobs.keepInterval());
    }
  },
  KEEP_PROBES("TCP_KEEPCNT", "", "ipv4/tcp_keepalive_probes") {
    @Override
    int of(TcpKnobs knobs) {
      return knobs.keepProbes();
    }
  },
  USER_TIMEOUT("TCP_USER_TIMEOUT", "ms", "") {
    @Override
    int of(TcpKnobs knobs) {
      return (int) knobs.userTimeout().toMillis();
    }
  },
  RTO_MAX("TCP_RTO_MAX_MS", "ms", "ipv4/tcp_rto_max_ms") {
    @Override
    int of(TcpKnobs knobs) {
      return (int) knobs.rtoMax().toMillis();
    }
  };

  final String option;
  private final String unit;
  private final String setting;

  TcpKnob(String option, String unit, String setting) {
    this.option = option;
    this.unit = unit;
    this.setting = setting;
  }

  /** What {@code knobs} asks for, in the kernel's unit; 0 leaves it to the kernel. */
  abstract int of(TcpKnobs knobs);

  /** What a socket has by itself, as text; empty if that is not known. */
  String kernelDefault(KernelSettings kernel) {
    return switch (this) {
      case KEEP_ALIVE -> "off";
      case USER_TIMEOUT -> "0ms";
      default -> kernel.text(setting, unit);
    };
  }

  /** A value read from a socket, as text. */
  String text(Object value) {
    if (this == KEEP_ALIVE) {
      return value.equals(true) || value.equals(1) ? "on" : "off";
    }
    return value + unit;
  }

  private static int seconds(Duration time) {
    return time.isZero() ? 0 : (int) TcpKnobs.wholeSeconds(time).toSeconds();
  }
}
