package io.heartwire.cli.house.broken.netty;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Breaks: netty knows no JSON, and none of the modules above it. */
public final class Outgoing {
  Class<?> library = ObjectMapper.class;
  Class<?> upwards = io.heartwire.cli.house.broken.wire.Upwards.class;
  Class<?> cycle = io.heartwire.cli.house.broken.core.Impure.class;
}
