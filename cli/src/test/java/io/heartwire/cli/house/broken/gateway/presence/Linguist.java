package io.heartwire.cli.house.broken.gateway.presence;

/** Breaks: the language of rules, and what it brings along, can be replaced. */
public final class Linguist {
  Class<?> language = dev.cel.compiler.CelCompiler.class;
}
