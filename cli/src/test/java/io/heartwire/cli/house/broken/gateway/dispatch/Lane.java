package io.heartwire.cli.house.broken.gateway.dispatch;

/** Breaks: session knows dispatch, not the other way round. */
public final class Lane {
  Class<?> backwards = io.heartwire.cli.house.broken.gateway.session.Judge.class;
}
