package io.heartwire.redis;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.ClusterEngineFactory;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;

/** {@code engine: redis}. */
public final class RedisEngineFactory implements ClusterEngineFactory {
  /** Made by {@code ServiceLoader}. */
  public RedisEngineFactory() {}

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public ClusterEngine open(Order order) {
    RedisURI uri = RedisURI.create(order.place().url());
    try {
      return RedisEngine.open(uri, order, NodeLease.Times.USUAL);
    } catch (IllegalStateException e) {
      throw refusal(uri, e);
    } catch (RedisException e) {
      throw new IllegalStateException(
          "Redis at " + uri.getHost() + ":" + uri.getPort() + " cannot be used: " + why(e), e);
    }
  }

  /* That it cannot be reached says nothing of a certificate or a password: what caused it does. */
  private static String why(RedisException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = String.valueOf(e.getMessage());
    return root.getMessage() == null || why.contains(root.getMessage())
        ? why
        : why + ": " + root.getMessage();
  }

  /** What a command was answered that this user may not run says which. */
  private static IllegalStateException refusal(RedisURI uri, IllegalStateException e) {
    String why = String.valueOf(e.getMessage());
    return new IllegalStateException(
        "Redis at "
            + uri.getHost()
            + ":"
            + uri.getPort()
            + " cannot be used: "
            + why
            + (why.contains("NOPERM") && !why.contains("give its user")
                ? ": give its user all commands on the keys and channels that begin with redis.prefix"
                : ""),
        e);
  }
}
