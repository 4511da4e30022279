package io.heartwire.gateway.incident;

import io.heartwire.doctor.Incident;

/** Hears of incidents, on the doctor's thread: may take its time, but not for ever. */
public interface IncidentListener {
  /** One has opened; what is said of it will be surer in a few seconds. */
  void opened(Incident incident);

  /** It is over, and this is what is said of it in the end. */
  void closed(Incident incident);
}
