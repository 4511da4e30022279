package io.heartwire.gateway.admin;

/** Metrics of the gateway itself: of its clients, and of what it does with them. */
enum Metric implements PrometheusMetric {
  ATTACHED(Kind.GAUGE, "heartwire_attached", "Clients that are logged in."),
  IN_GRACE(
      Kind.GAUGE, "heartwire_in_grace", "Clients that have left and may still return unannounced."),
  OFFLINE(Kind.GAUGE, "heartwire_offline", "Clients that have left and were announced offline."),
  LEAVERS_FORGOTTEN(
      Kind.COUNTER,
      "heartwire_leavers_forgotten_total",
      "Clients that had left lately and whose flapping was forgotten for want of room."),
  EVENTS(Kind.COUNTER, "heartwire_events_total", "Events that are durable."),
  ENGINE_WAITING(
      Kind.GAUGE, "heartwire_presence_waiting", "Logins and departures that are not durable yet."),
  ENGINE_FAILURES(
      Kind.COUNTER,
      "heartwire_presence_failures_total",
      "Attempts to make logins and departures durable that failed; they are tried again."),
  ENGINE_LOST(
      Kind.COUNTER,
      "heartwire_presence_lost_total",
      "Logins and departures that were given up because of a defect: see the log."),
  ENGINE_COMMITS(
      Kind.COUNTER,
      "heartwire_presence_commits_total",
      "Transactions by which logins, departures and events became durable."),
  DETACHED(
      Kind.GAUGE,
      "heartwire_cluster_detached",
      "1 while this gateway is out of touch with what it shares with others: connections stay, and"
          + " nobody is let in. Alert on it."),
  BEGUN_ANEW(
      Kind.COUNTER,
      "heartwire_cluster_begun_anew_total",
      "Times this gateway was counted as dead though it lived, and has begun anew."),
  AUDIT_COMPARED(
      Kind.COUNTER,
      "heartwire_cluster_audit_compared_total",
      "Sessions of this gateway that were compared with what all gateways know."),
  AUDIT_FOUND(
      Kind.COUNTER,
      "heartwire_cluster_audit_found_total",
      "Of those, what was not as it should be, by what was done: claimed again in the old epoch"
          + " (`resumed`) or a new one (`renewed`), closed because the client is elsewhere"
          + " (`superseded`), or released because this gateway does not hold it (`not-held`)."),
  HEALTH(
      Kind.GAUGE,
      "heartwire_clients_health",
      "Clients that are logged in, by how they are; whoever says nothing that is judged is"
          + " unknown."),
  HEALTH_CHANGES(
      Kind.COUNTER,
      "heartwire_health_changes_total",
      "Times the health of a client became another, by what it became."),
  HEALTH_PASSED_OVER(
      Kind.COUNTER,
      "heartwire_health_passed_over_total",
      "Statuses that no rule was asked about because the client's next one came first."),
  HEALTH_REFUSED(
      Kind.COUNTER,
      "heartwire_health_refused_total",
      "Times too many statuses waited for the rules; each waits for its client's next heartbeat."),
  TIMEOUTS(Kind.GAUGE, "heartwire_timeouts", "Timeouts that are set and have not come out yet."),
  TIMEOUTS_FIRED(
      Kind.COUNTER, "heartwire_timeouts_fired_total", "Timeouts that came out as events."),
  TIMEOUTS_REFUSED(
      Kind.COUNTER,
      "heartwire_timeouts_refused_total",
      "Timeouts that were not taken for want of room."),
  TIMEOUT_LATENESS(
      Kind.GAUGE,
      "heartwire_timeout_lateness_seconds",
      "By how much the latest timeout that came out was late. Alert above 1."),
  LEASES(Kind.GAUGE, "heartwire_leases", "Sessions of clients that hold no connection."),
  LEASE_HEARTBEATS(
      Kind.COUNTER, "heartwire_lease_heartbeats_total", "Heartbeats by HTTP, by what they did."),
  LEASE_RECHECKS(
      Kind.COUNTER,
      "heartwire_lease_rechecks_total",
      "Times the authenticator was asked again about a client that reports by HTTP."),
  SIGHTINGS_FORGOTTEN(
      Kind.COUNTER,
      "heartwire_sightings_forgotten_total",
      "Clients of which it was forgotten when they were last sighted, for want of room."),
  HEARTBEAT_TOKENS(Kind.GAUGE, "heartwire_heartbeat_tokens", "Tokens for heartbeats by HTTP."),
  CONNECTIONS(Kind.GAUGE, "heartwire_connections", "Connections, logged in or not."),
  ACCEPTED(Kind.COUNTER, "heartwire_accepted_total", "Connections accepted."),
  WEB_SOCKETS(Kind.COUNTER, "heartwire_websockets_total", "Connections that became WebSockets."),
  HTTP_REQUESTS(Kind.COUNTER, "heartwire_http_requests_total", "Requests of clients over HTTP."),
  HTTP_REFUSED(
      Kind.COUNTER, "heartwire_http_refused_total", "Those refused before a route saw them."),
  ACCEPT_ERRORS(
      Kind.COUNTER,
      "heartwire_accept_errors_total",
      "Accepts that failed, for want of descriptors for instance."),
  RENEWALS(
      Kind.COUNTER,
      "heartwire_renewals_total",
      "Credentials that ran out on living connections: clients that were asked for another, and what"
          + " came of it (renewed, refused, or too-late, which closed the connection)."),
  CERTIFICATE_EXPIRES(
      Kind.GAUGE,
      "heartwire_certificate_expires_seconds",
      "Until the certificate of the listeners with TLS runs out; NaN without TLS. Alert below two"
          + " weeks."),
  LOGINS(Kind.COUNTER, "heartwire_logins_total", "Logins that succeeded."),
  LOGINS_IN_FLIGHT(
      Kind.GAUGE, "heartwire_logins_in_flight", "Logins that the authenticator is working on."),
  STALE_LOGINS(
      Kind.COUNTER,
      "heartwire_logins_stale_total",
      "Logins that had waited for longer than login.deadline when this gateway, stopped or blocked"
          + " for so long, came to read them, or whose clients had come online elsewhere before Redis"
          + " heard of them: told to log in again."),
  CLUSTER_SHARE(
      Kind.GAUGE,
      "heartwire_cluster_login_share",
      "Logins a second that this gateway may let in of those of the cluster; 0 where nothing bounds "
          + "those."),
  LOGIN_RATE(
      Kind.GAUGE,
      "heartwire_login_rate",
      "Logins that may begin in a second; 0 while nothing limits them."),
  LOGIN_P99(Kind.GAUGE, "heartwire_login_p99_seconds", "What 99 % of the logins took lately."),
  SLOTS(
      Kind.GAUGE,
      "heartwire_slots_outstanding",
      "Clients that were told when to come back and have not come."),
  ADMITTED(
      Kind.COUNTER,
      "heartwire_logins_admitted_total",
      "Logins that the authenticator was asked about: of clients that resume, that came at their "
          + "slot, or others."),
  DEFERRED(
      Kind.COUNTER,
      "heartwire_logins_deferred_total",
      "Clients that were told to come later because too many log in at once."),
  HINTS_IGNORED(
      Kind.COUNTER,
      "heartwire_hints_ignored_total",
      "Clients that came back before their turn, each time counted."),
  REFUSED(
      Kind.COUNTER,
      "heartwire_refused_total",
      "Connections that ended before they had logged in, by close code."),
  DISCONNECTS(Kind.COUNTER, "heartwire_disconnects_total", "Sessions that ended, by reason."),
  DRAINING(
      Kind.GAUGE,
      "heartwire_draining",
      "1 from the beginning of a drain on, else 0. The clients it sent away are disconnects of "
          + "reason DRAINED."),
  FALSE_DISCONNECTS(
      Kind.COUNTER,
      "heartwire_false_disconnects_total",
      "Verdicts of the detector that were wrong, by what the client said when it returned."),
  UNREACHABLE(
      Kind.COUNTER,
      "heartwire_unreachable_total",
      "Verdicts of the detector on clients that lived but could not be reached for longer than the "
          + "timeout."),
  HEARTBEATS(Kind.COUNTER, "heartwire_heartbeats_total", "Pings received."),
  HASTY_PINGS(
      Kind.COUNTER,
      "heartwire_hasty_pings_total",
      "Clients that pinged far more often than they were told to: told again, slowed, or cut."),
  STALE_GROUPS(
      Kind.COUNTER,
      "heartwire_group_stale_told_total",
      "Pongs and pings that told a client that the data of its group is stale; each is repeated until"
          + " the client says that it has the present version."),
  SUSPECTS(
      Kind.GAUGE,
      "heartwire_suspects",
      "Connections that have been asked whether they live and have not answered."),
  STALE(
      Kind.GAUGE,
      "heartwire_stale",
      "Clients that are silent for longer than `liveness.stale-after`, counted at the scrape; of an"
          + " event loop that is blocked none are."),
  SILENCE(
      Kind.GAUGE_HISTOGRAM,
      "heartwire_silence_seconds",
      "For how long clients that are logged in have been silent, asked at the scrape: buckets go up"
          + " and down, so take no rate of them. Clients on an event loop that is blocked are"
          + " missing."),
  ROUND_TRIP(
      Kind.HISTOGRAM,
      "heartwire_round_trip_seconds",
      "From a ping of the gateway to its pong: of probes, and of clients that do not ping"
          + " themselves."),
  LATE_READS(
      Kind.COUNTER,
      "heartwire_late_reads_total",
      "Connections whose bytes lay unread when they would have been called silent: our fault, "
          + "excused."),
  LAST_SWEEP(
      Kind.GAUGE,
      "heartwire_last_sweep_seconds",
      "Time since the detector last looked at all connections, of the loop that has waited longest;"
          + " 0 while nobody is connected. Alert above 5."),
  SWEEP_TIME(
      Kind.GAUGE, "heartwire_sweep_seconds", "What the latest sweep of the slowest loop took."),
  SWEEP_ERRORS(
      Kind.COUNTER,
      "heartwire_sweep_errors_total",
      "Exceptions while acting on a decision of the detector: a defect."),
  LOOP_LAG(
      Kind.GAUGE,
      "heartwire_loop_lag_seconds",
      "How late the latest event loop is; grows while something blocks it."),
  LOOP_DELAY(
      Kind.HISTOGRAM,
      "heartwire_loop_delay_seconds",
      "How late event loops were, each of them asked every 20 ms; one that is blocked counts once it"
          + " is not."),
  STALLS(
      Kind.COUNTER,
      "heartwire_stalls_total",
      "Times an event loop could not listen: a handler that blocks, GC, a suspend."),
  STALLED(
      Kind.COUNTER,
      "heartwire_stalled_seconds_total",
      "Time that event loops could not listen; it is held against no client."),
  LEVERS(Kind.GAUGE, "heartwire_holds", "Holds and extensions in force."),
  HELD_VERDICTS(
      Kind.COUNTER,
      "heartwire_held_verdicts_total",
      "Verdicts that were due and not made because of a hold."),
  HELD_OFFLINE(
      Kind.COUNTER,
      "heartwire_held_offline_total",
      "Times a client was not announced offline because of a hold."),
  BREAKER_OPEN(Kind.GAUGE, "heartwire_breaker_open", "1 while the mass breaker is open, else 0."),
  BREAKER_INCIDENTS(
      Kind.COUNTER, "heartwire_breaker_incidents_total", "Times the mass breaker opened."),
  BREAKER_HELD(
      Kind.COUNTER,
      "heartwire_breaker_held_total",
      "Verdicts the mass breaker held; in shadow mode, those it would have held."),
  INCIDENT_OPEN(
      Kind.GAUGE,
      "heartwire_incident_open",
      "1 while an incident is open, else 0; 'heartwire why' says what it is. Alert on it."),
  INCIDENTS(Kind.COUNTER, "heartwire_incidents_total", "Incidents that were opened."),
  EVIDENCE_LOST(
      Kind.COUNTER,
      "heartwire_evidence_lost_total",
      "Measurements that failed, and news of them that the doctor had no room for."),
  MESSAGES(
      Kind.COUNTER,
      "heartwire_messages_total",
      "Messages that came, those answered busy among them."),
  HANDLED(
      Kind.COUNTER,
      "heartwire_handled_total",
      "Messages handed to the handler, by where it ran. Types beyond those that are tracked are "
          + "one, named `other`; so with all labels `type`."),
  HANDLER_ERRORS(
      Kind.COUNTER, "heartwire_handler_errors_total", "Messages on which the handler failed."),
  HANDLER_FAILED(
      Kind.COUNTER, "heartwire_handler_failed_total", "The same, by type of the message."),
  HANDLER_BUSY(
      Kind.COUNTER,
      "heartwire_handler_busy_total",
      "Messages answered busy for want of room: no handler saw them."),
  HANDLER_EXPIRED(
      Kind.COUNTER,
      "heartwire_handler_expired_total",
      "Messages on which the handler was not done within its deadline."),
  HANDLER_SLOW(
      Kind.COUNTER,
      "heartwire_handler_slow_total",
      "Times a handler held an event loop for longer than `dispatch.inline-warning`."),
  HANDLER_LOOP(
      Kind.COUNTER,
      "heartwire_handler_loop_seconds_total",
      "Time that handlers spent on event loops."),
  HANDLER_TIME(
      Kind.GAUGE,
      "heartwire_handler_seconds",
      "From the call of the handler until its stage was complete, over the last one to two "
          + "minutes, exact to 6 %; quantile 1 is the longest; 0 if there was none."),
  HANDLER_DURATION(
      Kind.HISTOGRAM,
      "heartwire_handler_duration_seconds",
      "From the call of the handler until its stage was complete, since the start, in buckets that"
          + " can be added up over gateways."),
  HANDLER_WAIT(
      Kind.GAUGE,
      "heartwire_handler_wait_seconds",
      "The same from the arrival of a message until the call of the handler, unless inline."),
  MESSAGES_WAITING(
      Kind.GAUGE,
      "heartwire_messages_waiting",
      "Messages to clients that are kept: neither acknowledged nor expired."),
  MESSAGES_DOWN(
      Kind.COUNTER,
      "heartwire_messages_down_total",
      "Messages to clients that were kept, delivered (the client acknowledged them), expired (given"
          + " up), or refused because too much waited for their client."),
  MESSAGES_TOLD(
      Kind.COUNTER,
      "heartwire_messages_told_total",
      "Messages of clients of types that are told: recorded, or repeated, which are not recorded"
          + " again."),
  LANES_WAITING(Kind.GAUGE, "heartwire_lanes_waiting", "Messages that wait in lanes."),
  IN_FLIGHT(
      Kind.GAUGE,
      "heartwire_messages_in_flight",
      "Messages whose handler runs in a lane or a task, or whose stage is not complete."),
  HELD_BYTES(
      Kind.GAUGE,
      "heartwire_messages_held_bytes",
      "Bytes of the messages that wait or are in flight."),
  LEFT_BEHIND(
      Kind.GAUGE,
      "heartwire_handlers_left_behind",
      "Threads lost to handlers that ignore their interrupt. Alert above 0."),
  LOG_LINES_DROPPED(
      Kind.COUNTER,
      "heartwire_log_lines_dropped_total",
      "Lines of the departure log that were dropped because writing it is too slow."),
  AUDIT_UNTAKEN(
      Kind.COUNTER,
      "heartwire_audit_lines_untaken_total",
      "Changes by operators that were not in the audit log within 2 s: the gateway's own log has"
          + " each of them.");

  private final Kind kind;
  private final String prometheusName;
  private final String help;

  Metric(Kind kind, String prometheusName, String help) {
    this.kind = kind;
    this.prometheusName = prometheusName;
    this.help = help;
  }

  @Override
  public Kind kind() {
    return kind;
  }

  @Override
  public String prometheusName() {
    return prometheusName;
  }

  @Override
  public String help() {
    return help;
  }

  @Override
  public String label() {
    return switch (this) {
      case ADMITTED, MESSAGES_DOWN, MESSAGES_TOLD -> "as";
      case HASTY_PINGS -> "answer";
      case REFUSED -> "code";
      case HEALTH, HEALTH_CHANGES -> "state";
      case LEASE_HEARTBEATS, RENEWALS -> "result";
      case AUDIT_FOUND -> "outcome";
      case DISCONNECTS -> "reason";
      case HANDLED -> "type, model";
      case HANDLER_FAILED,
          HANDLER_BUSY,
          HANDLER_EXPIRED,
          HANDLER_SLOW,
          HANDLER_LOOP,
          HANDLER_DURATION ->
          "type";
      case HANDLER_TIME, HANDLER_WAIT -> "type, quantile";
      default -> "";
    };
  }
}
