package io.heartwire.gateway.transport;

import io.heartwire.gateway.admission.ConnectionBounds;
import io.heartwire.gateway.dispatch.Dispatcher;
import io.heartwire.gateway.drain.Drain;
import io.heartwire.gateway.health.HealthDesk;
import io.heartwire.gateway.mail.Courier;
import io.heartwire.gateway.presence.Presence;
import io.heartwire.gateway.session.Disconnects;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.VerdictReview;
import io.heartwire.netty.Heartbeats;
import io.heartwire.netty.LoopMonitor;
import io.heartwire.netty.SocketInspector;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the connections of all TCP listeners share. Everything in it is thread safe.
 *
 * @param heartbeats the detector
 * @param inspector asks the kernel about a connection
 * @param monitor names what blocks an event loop
 * @param registry who is attached
 * @param presence who is online, for others to know
 * @param disconnects who left
 * @param review whether our verdicts were right
 * @param dispatcher takes the messages
 * @param courier brings messages to clients
 * @param health judges what clients say of their condition
 * @param gate asks the authenticator
 * @param drain whether newcomers are sent away
 * @param bounds how many connections there may be
 * @param counters what happens at the door
 * @param wallClock for the time told to clients
 * @param random spreads the return of clients that are sent away
 */
public record TcpServices(
    Heartbeats heartbeats,
    SocketInspector inspector,
    LoopMonitor monitor,
    SessionRegistry registry,
    Presence presence,
    Disconnects disconnects,
    VerdictReview review,
    Dispatcher dispatcher,
    Courier courier,
    HealthDesk health,
    LoginGate gate,
    Drain drain,
    ConnectionBounds bounds,
    TransportCounters counters,
    InstantSource wallClock,
    RandomGenerator random) {}
