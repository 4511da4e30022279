package io.heartwire.cli.house.broken.doctor;

/** Breaks: the doctor judges a saved incident as well as a live one, so it knows no gateway. */
public final class Partial {
  Class<?> sideways = io.heartwire.cli.house.broken.gateway.session.Judge.class;
}
