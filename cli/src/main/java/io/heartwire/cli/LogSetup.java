package io.heartwire.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/** Sends every log line to one stream without ever making the thread that logs wait. */
final class LogSetup {
  /** How log lines look. */
  enum Format {
    TEXT,
    JSON
  }

  private LogSetup() {}

  /**
   * Replaces whatever is configured.
   *
   * @return the appender, which counts the lines it had to drop
   */
  static NonBlockingAppender install(OutputStream target, Format format, Level level) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();

    var stream = new OutputStreamAppender<ILoggingEvent>();
    stream.setContext(context);
    stream.setName("stream");
    stream.setEncoder(encoder(context, format));
    stream.setOutputStream(new Unclosed(target));
    stream.start();

    var queue = new NonBlockingAppender();
    queue.setContext(context);
    queue.setName("queue");
    queue.addAppender(stream);
    queue.start();

    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(queue);
    // They warn many times a second while their server is down; that a sink fails is said once.
    context.getLogger("org.apache.kafka").setLevel(Level.ERROR);
    context.getLogger("io.lettuce").setLevel(Level.ERROR);
    context.getLogger("io.heartwire").setLevel(level);
    return queue;
  }

  /** Writes what is at least so important, from now on. */
  static void level(Level level) {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("io.heartwire").setLevel(level);
  }

  /** Writes what is still queued, and ends logging. */
  static void flush() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, Format format) {
    if (format == Format.JSON) {
      var json = new JsonEncoder();
      json.setContext(context);
      json.setWithContext(false);
      json.setWithNanoseconds(false);
      json.setWithSequenceNumber(false);
      json.setWithArguments(false);
      json.setWithMessage(false);
      json.setWithFormattedMessage(true);
      json.start();
      return json;
    }
    var text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %msg  [%logger{0}]%n%ex{8}");
    text.start();
    return text;
  }

  /** Standard error outlives every appender that writes to it. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream target) {
      super(target);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
