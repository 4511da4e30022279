package io.heartwire.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.gateway.Administration;
import io.heartwire.gateway.Gateway;
import io.heartwire.gateway.RawClient;
import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.admin.AdminServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HAProxy with the file of {@code deploy}, before two real gateways. */
@Tag("proxies")
class DeployedHaproxyTest {
  private static final Path FILE = Path.of("..", "deploy", "haproxy", "haproxy.cfg");
  private static final String CLIENT_ADDRESS = "127.0.0.3";

  @TempDir private Path dir;

  /** A gateway with its administration, which HAProxy asks. */
  private static final class Node implements AutoCloseable {
    final TestGateway it =
        TestGateway.with(
            "admin.port", "0",
            "listeners.tcp.proxies", "127.0.0.1",
            "listeners.http.proxies", "127.0.0.1",
            "listeners.http.proxy-protocol", "true",
            "listeners.mqtt.proxies", "127.0.0.1");
    final AdminServer admin = Administration.start(it.gateway, InstantSource.system());

    String at(String door) {
      return "127.0.0.1:" + it.gateway.ports().get(door).getPort();
    }

    Optional<String> addressOf(String client) {
      return it.gateway
          .sessions()
          .session(new ClientId(client))
          .map(session -> session.remoteAddress().getAddress().getHostAddress());
    }

    @Override
    public void close() {
      admin.close();
      it.close();
    }
  }

  /** The file for two gateways on ports of their own, and checks ten times as often. */
  private String configuration(List<Node> nodes, int tcp, int web, int mqtt) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      if (!line.contains("gw-c:")) {
        lines.add(line);
      }
    }
    String text =
        String.join("\n", lines)
            .replace("bind :7400", "bind 127.0.0.1:" + tcp)
            .replace("bind :7408", "bind 127.0.0.1:" + web)
            .replace("bind :1883", "bind 127.0.0.1:" + mqtt)
            .replace("inter 2s", "inter 200ms")
            .replace("check port 7480", "check")
            .replace(" resolvers names", "")
            // As many descriptors as a test may have.
            .replace("maxconn 500000", "maxconn 200");
    for (Node node : nodes) {
      String name = "gw-" + (char) ('a' + nodes.indexOf(node));
      String port = " port " + node.admin.address().getPort();
      text =
          text.replaceAll(name + ":7400(.*)", node.at(Gateway.TCP) + "$1" + port)
              .replaceAll(name + ":7408(.*)", node.at("http") + "$1" + port)
              .replaceAll(name + ":1883(.*)", node.at("mqtt") + "$1" + port);
    }
    return text + "\n";
  }

  @Test
  void isAcceptedByHaproxyAsItIs() throws IOException {
    try (Program check =
        Program.start(dir, "check", "haproxy", "-c", "-f", FILE.toAbsolutePath().toString())) {
      TestGateway.await(
          "a verdict on " + FILE, () -> String.join("\n", check.printed()).contains("alid"));
      assertThat(check.printed()).anyMatch(line -> line.startsWith("Configuration file is valid"));
      assertThat(check.printed()).noneMatch(line -> line.contains("[ALERT]"));
    }
  }

  @Test
  void sendsClientsWithTheirAddressesToWhoeverIsReadyAndLeavesThoseWhoAreThere() throws Exception {
    int tcp = Program.freePort();
    int web = Program.freePort();
    int mqtt = Program.freePort();
    try (Node a = new Node();
        Node b = new Node()) {
      Path file =
          Files.writeString(
              dir.resolve("haproxy.cfg"), configuration(List.of(a, b), tcp, web, mqtt));
      try (Program haproxy =
              Program.start(dir, "haproxy", "haproxy", "-db", "-f", file.toString())
                  .awaitPort(tcp)
                  .awaitPort(web)
                  .awaitPort(mqtt);
          Devices devices = new Devices(tcp)) {
        devices.login("first");
        devices.login("second");
        // Each goes to the gateway that has fewer.
        Node hers = a.addressOf("first").isPresent() ? a : b;
        Node his = hers == a ? b : a;
        assertThat(hers.addressOf("first")).contains(CLIENT_ADDRESS);
        assertThat(his.addressOf("second")).contains(CLIENT_ADDRESS);
        devices.connect(mqtt);
        TestGateway.await("the meter", () -> meter(a, b).isPresent());
        assertThat(meter(a, b)).contains(CLIENT_ADDRESS);

        his.admin.stopping();
        // One line in its log for each door.
        TestGateway.await("HAProxy to notice", () -> downs(haproxy) == 3);

        devices.login("third");
        devices.login("fourth");
        assertThat(hers.addressOf("third")).contains(CLIENT_ADDRESS);
        assertThat(hers.addressOf("fourth")).contains(CLIENT_ADDRESS);
        assertThat(his.addressOf("second")).contains(CLIENT_ADDRESS);
      }
    }
  }

  /** Where the client of MQTT is, at whichever gateway it came to. */
  private static Optional<String> meter(Node a, Node b) {
    return a.addressOf("meter").or(() -> b.addressOf("meter"));
  }

  private static long downs(Program haproxy) {
    return haproxy.printed().stream().filter(it -> it.matches("Server .* is DOWN.*")).count();
  }

  /** Clients of one port, closed together. */
  private record Devices(int port, List<AutoCloseable> clients) implements AutoCloseable {
    private static final String CONNECT = "101100044d51545404" + "02003c" + "00056d65746572";

    Devices(int port) {
      this(port, new ArrayList<>());
    }

    /** One by MQTT, whose name is {@code meter}. */
    void connect(int mqtt) throws IOException {
      var there = InetAddress.getLoopbackAddress();
      var device = new Socket(there, mqtt, InetAddress.getByName(CLIENT_ADDRESS), 0);
      clients.add(device);
      device.getOutputStream().write(HexFormat.of().parseHex(CONNECT));
    }

    void login(String client) throws IOException {
      var there = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      var device = new RawClient(InetAddress.getByName(CLIENT_ADDRESS), there);
      clients.add(device);
      device.login(client);
    }

    @Override
    public void close() throws Exception {
      for (AutoCloseable client : clients) {
        client.close();
      }
    }
  }
}
