package io.heartwire.cli.e2e;

import io.heartwire.cli.demo.ClientEnd;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** 1,000 clients in 20 networks behind a router that can drop packets. */
abstract class CableBench {
  static final int CLIENTS = 1_000;

  NetLab net;
  private ProcessLab lab;

  @BeforeEach
  void build() {
    net = new NetLab();
    lab = new ProcessLab();
  }

  @AfterEach
  void tearDown() {
    lab.close();
    net.close();
  }

  static long closedByServer(Fleet fleet) {
    return fleet.ends("real").stream().filter(ClientEnd::closedByServer).count();
  }

  LabServer gateway(String... settings) {
    String[] all = new String[settings.length + 3];
    System.arraycopy(settings, 0, all, 0, settings.length);
    all[settings.length] = "listeners.tcp.host=0.0.0.0";
    all[settings.length + 1] = "auth.mode=open";
    all[settings.length + 2] = "transport=epoll";
    return LabServer.start(lab, net.onServer(), all);
  }

  Fleet fleet(LabServer gateway, long intervalMs) {
    Fleet fleet = Fleet.start(lab, net.onClient());
    String endpoints =
        IntStream.rangeClosed(1, NetLab.NETWORKS)
            .mapToObj(k -> NetLab.serverAddress(k) + ":" + gateway.port())
            .collect(Collectors.joining(","));
    fleet.real("real", CLIENTS, intervalMs, endpoints);
    return fleet;
  }

  static long first(List<GatewayEnd> verdicts, long cutAt) {
    return verdicts.stream().mapToLong(sinceMs(cutAt)).min().orElse(-1);
  }

  static long last(List<GatewayEnd> verdicts, long cutAt) {
    return verdicts.stream().mapToLong(sinceMs(cutAt)).max().orElse(-1);
  }

  static ToLongFunction<GatewayEnd> sinceMs(long cutAt) {
    return end -> (end.atNanos() - cutAt) / 1_000_000;
  }
}
