package io.heartwire.doctor.diagnosis;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why many clients leave or fall silent at once. */
public enum Cause {
  /** One handler held an event loop. */
  SLOW_HANDLER(Suspect.HANDLERS),
  /** One type of messages took most of the time of the event loops, in many short runs. */
  HOT_HANDLER(Suspect.HANDLERS),
  /** An event loop was held by something that is no handler of messages. */
  LOOP_BLOCKED(Suspect.SERVER),
  /** The garbage collector held everything. */
  GC_PAUSE(Suspect.SERVER),
  /** Others had the processors. */
  CPU_STARVATION(Suspect.SERVER),
  /** The cgroup's quota of processor time was used up. */
  CGROUP_THROTTLED(Suspect.SERVER),
  /** The process, or its machine, was stopped. */
  PROCESS_PAUSED(Suspect.SERVER),
  /** The virtual machine was stopped, and its network with it. */
  VM_PAUSED(Suspect.SERVER),
  /** Too little memory: the kernel was busy finding some. */
  MEMORY_PRESSURE(Suspect.SERVER),
  /** We did not read, because what was read could not be worked off. */
  READS_SUSPENDED(Suspect.SERVER),
  /** No descriptor was left. */
  DESCRIPTORS_EXHAUSTED(Suspect.SERVER),
  /** The path to one group of clients is cut. */
  NETWORK_PATH(Suspect.NETWORK),
  /** The path to all of them is cut. */
  UPLINK(Suspect.NETWORK),
  /** What we send does not arrive; what they send does. */
  ONE_WAY_LOSS(Suspect.NETWORK),
  /** Something between us forgets connections that are idle. */
  MIDDLEBOX_IDLE_TIMEOUT(Suspect.NETWORK),
  /** Many clients of one version left or fell silent. */
  CLIENT_RELEASE(Suspect.CLIENTS),
  /** The clients' hosts answer, their applications do not. */
  CLIENTS_FROZEN(Suspect.CLIENTS),
  /** The clients' processes ended. */
  CLIENTS_ENDED(Suspect.CLIENTS),
  /** Clients do not read what we send. */
  SLOW_CONSUMERS(Suspect.CLIENTS),
  /** The wall clock was set. */
  CLOCK_STEP(Suspect.SERVER),
  /** Far more clients log in than usual. */
  RECONNECT_STORM(Suspect.CLIENTS),
  /** The evidence does not say. */
  UNKNOWN(Suspect.NOBODY);

  /** Whose fault it may be. */
  public enum Suspect {
    /** Our process or our machine. */
    SERVER,
    /** The application's handlers. */
    HANDLERS,
    /** What lies between us and them. */
    NETWORK,
    /** The clients. */
    CLIENTS,
    /** Not known. */
    NOBODY;

    /** Its name for people and in JSON. */
    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Suspect suspect;

  Cause(Suspect suspect) {
    this.suspect = suspect;
  }

  /** Whose fault that is. */
  public Suspect suspect() {
    return suspect;
  }

  /** Its name for people and in JSON, such as {@code slow-handler}. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
