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
      var signature = new Signature(config.secret(), order.wallClock());
      if (!alerts(config)) {
        return new WebhookSink(
            new HttpSender(config.uri(), config.url(), config.timeout()), signature, order.text());
      }
      String place = HttpSender.host(config.uri());
      return new AlertWebhookSink(
          new HttpSender(config.uri(), place, config.timeout()),
          place,
          signature,
          AlertTemplate.read(order.key("body-template"), Path.of(config.bodyTemplate())),
          order.text());
    }

    @Override
    public boolean alerts(SinkConfig config) {
      return !config.bodyTemplate().isBlank();
    }

    @Override
    public Optional<String> host(SinkConfig config) {
      return Optional.of(hostAndPort(config.uri()));
    }
  },
  ALERTMANAGER {
    @Override
    public EventSink make(Order order) {
      SinkConfig config = order.config();
      URI url = URI.create(config.url().replaceAll("/+$", "") + "/api/v2/alerts");
      return new AlertmanagerSink(
          new HttpSender(url, HttpSender.host(url), config.timeout()),
          order.text(),
          order.wallClock());
    }

    @Override
    public boolean alerts(SinkConfig config) {
      return true;
    }

    @Override
    public Optional<String> host(SinkConfig config) {
      return Optional.of(hostAndPort(config.uri()));
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

  private static String hostAndPort(URI uri) {
    int usual = "https".equals(uri.getScheme()) ? 443 : 80;
    int port = uri.getPort() < 0 ? usual : uri.getPort();
    return uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
  }

  @Override
  public String type() {
    return name().toLowerCase(Locale.ROOT);
  }
}
