package io.heartwire.cli.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** Keeps the log of a child process off the stream on which it answers. */
public final class QuietLog {
  private QuietLog() {}

  /** Warnings and errors go to standard error, the rest nowhere. */
  public static void install() {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.iteratorForAppenders()
        .forEachRemaining(
            appender -> {
              if (appender instanceof ConsoleAppender<?> console) {
                console.setTarget("System.err");
                console.start();
              }
            });
  }
}
