package io.heartwire.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NonBlockingAppenderTest {
  private final LoggerContext context = new LoggerContext();
  private final CountDownLatch streamTakesLines = new CountDownLatch(1);
  private final List<String> written = Collections.synchronizedList(new ArrayList<>());

  @Test
  @Timeout(20)
  void dropsAndCountsWhereTheStreamStandsStillAndSaysSoAfterwards() throws InterruptedException {
    var appender = new NonBlockingAppender();
    context.setMDCAdapter(new LogbackMDCAdapter());
    appender.setContext(context);
    appender.addAppender(stuckStream());
    appender.start();
    // One queue full is being written, another one waits: the third finds no room.
    int lines = 3 * NonBlockingAppender.CAPACITY;
    for (int i = 0; i < lines; i++) {
      appender.doAppend(event("line " + i));
    }
    long dropped = appender.dropped();
    assertThat(dropped).isPositive();
    streamTakesLines.countDown();
    while (appender.getNumberOfElementsInQueue() > 0) {
      Thread.onSpinWait();
    }
    appender.doAppend(event("the last one"));
    appender.stop();
    assertThat(written).last().isEqualTo("the last one");
    assertThat(written)
        .contains(dropped + " log lines were dropped: standard error is not read fast enough");
    assertThat(written).hasSize((int) (lines - dropped + 2));
  }

  private AppenderBase<ILoggingEvent> stuckStream() {
    var stream =
        new AppenderBase<ILoggingEvent>() {
          @Override
          protected void append(ILoggingEvent event) {
            try {
              streamTakesLines.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            written.add(event.getFormattedMessage());
          }
        };
    stream.setContext(context);
    stream.start();
    return stream;
  }

  private ILoggingEvent event(String message) {
    return new LoggingEvent("test", context.getLogger("test"), Level.INFO, message, null, null);
  }
}
