package io.heartwire.gateway;

import io.heartwire.core.time.NanoClock;
import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.session.Authenticator;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What an application gives its {@link Gateway}.
 *
 * @param authenticator who may log in; empty: what {@code auth} of the configuration says
 * @param messageHandler takes the messages of clients
 * @param clock monotonic time
 * @param wallClock time for people, and for epochs
 * @param random thread safe; unpredictable, because session ids are made of it
 */
public record Services(
    Optional<Authenticator> authenticator,
    MessageHandler messageHandler,
    NanoClock clock,
    InstantSource wallClock,
    RandomGenerator random) {}
