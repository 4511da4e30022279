package io.heartwire.gateway.event;

import io.heartwire.gateway.config.SinkConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The types of sinks that need no library. */
enum BuiltInSink implements EventSinkFactory {
  WEBHOOK {
    @Override
    public EventSink make(Order order) {
      SinkConfig config = order.config();
      return new WebhookSink(
          config.uri(), config.timeout(), config.secret(), order.text(), order.wallClock());
    }

    @Override
    public Optional<String> host(SinkConfig config) {
      URI uri = config.uri();
      int usual = "https".equals(uri.getScheme()) ? 443 : 80;
      int port = uri.getPort() < 0 ? usual : uri.getPort();
      return Optional.of(uri.getHost().toLowerCase(Locale.ROOT) + ":" + port);
    }
  },
  FILE {
    @Override
    public EventSink make(Order order) {
      SinkConfig config = order.config();
      return new FileSink(
          Path.of(config.path()), config.rotateAt().bytes(), config.keepFiles(), order.text());
    }
  },
  LOG {
    @Override
    public EventSink make(Order order) {
      return new LogSink(order.text());
    }
  };

  @Override
  public String type() {
    return name().toLowerCase(Locale.ROOT);
  }
}
