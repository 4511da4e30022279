package io.heartwire.gateway.config;

/** The doors for clients: {@code listeners.*}. */
public record ListenersConfig(TcpListenerConfig tcp) {}
