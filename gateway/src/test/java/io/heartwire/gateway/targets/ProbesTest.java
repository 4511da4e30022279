package io.heartwire.gateway.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.TestGateway;
import io.heartwire.gateway.config.TargetConfig;
import io.heartwire.gateway.health.ClientStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way of asking, against real sockets: well, frozen, refused, garbage, too much. */
class ProbesTest {
  private static final LocalObserver HERE =
      new LocalObserver(
          "here",
          System::nanoTime,
          InstantSource.system(),
          () -> false,
          name -> ProbesTest::daemon);

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task);
    thread.setDaemon(true);
    return thread;
  }

  @AfterAll
  static void close() {
    HERE.close();
  }

  private static Sighting look(TargetKind kind, String... keysAndValues)
      throws IOException, InterruptedException {
    Map<String, String> settings = new TreeMap<>(Map.of("timeout", "400ms"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return HERE.look(new Target("it", kind, TargetConfig.of("it", settings)));
  }

  private static Sighting look(String... keysAndValues) throws IOException, InterruptedException {
    return look(TargetKind.CONFIGURED, keysAndValues);
  }

  private static String refusing() {
    Peer peer = Peer.with(Peer::freeze);
    peer.close();
    return peer.address();
  }

  @Test
  void tcpSeesWhoAcceptsAndSaysWhoRefuses() throws Exception {
    try (Peer peer = Peer.with(Peer::freeze)) {
      Sighting sighting = look("address", peer.address());
      assertThat(sighting.roundTrip()).isBetween(Duration.ZERO, Duration.ofMillis(400));
      assertThat(sighting.status().isEmpty()).isTrue();
    }
    String address = refusing();
    assertThatThrownBy(() -> look("address", address)).hasMessageContaining("refuses connections");
  }

  @Test
  void ofADefaultTargetTheHostCounts() throws Exception {
    assertThat(look(TargetKind.SINK, "address", refusing()).remark())
        .contains("the host is there, but refuses");
  }

  @Test
  void aNameThatDoesNotResolveIsNoEvidence() {
    assertThatThrownBy(() -> look("address", "no-such-host.invalid:80"))
        .isInstanceOf(CannotLookException.class)
        .hasMessageContaining("no-such-host.invalid does not resolve");
  }

  @Test
  void aNameServerThatHangsHoldsNobodyElse() throws Exception {
    InetAddress there = InetAddress.getLoopbackAddress();
    Object never = new Object();
    boolean[] hangs = {false};
    try (Names names =
        new Names(
            host -> {
              if (hangs[0] || host.startsWith("slow")) {
                hang(never);
              }
              return there;
            },
            ProbesTest::daemon)) {
      for (int i = 0; i < 3; i++) {
        String slow = "slow" + i;
        assertThatThrownBy(() -> names.resolve(slow, deadline())).hasMessageContaining("slow");
      }
      assertThat(names.resolve("quick", whileOthersHang())).isEqualTo(there);
      assertThat(names.resolve("10.1.2.3", deadline()).getHostAddress()).isEqualTo("10.1.2.3");
      hangs[0] = true;
      assertThat(names.resolve("quick", whileOthersHang())).isEqualTo(there);
    }
  }

  /** Long enough for a busy machine, and over before any of those that hang. */
  private static Deadline whileOthersHang() {
    return Deadline.in(Duration.ofSeconds(3), System::nanoTime);
  }

  private static void hang(Object never) throws UnknownHostException {
    synchronized (never) {
      try {
        never.wait(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnknownHostException("interrupted");
      }
    }
  }

  private static Deadline deadline() {
    return Deadline.in(Duration.ofMillis(200), System::nanoTime);
  }

  @Test
  void httpReadsTheStatusOfWhoIsWell() throws Exception {
    String body = "{\"health\":\"ok\",\"load\":0.5,\"temp\":81,\"disk\":{\"free\":1}}";
    try (Peer peer = Peer.with(Peer.http(Peer.page("200 OK", "application/json", body)))) {
      ClientStatus said = http(peer).status();
      assertThat(said.health()).isEqualTo("ok");
      assertThat(said.load()).hasValue(0.5);
      assertThat(said.values()).isEqualTo(Map.of("temp", "81"));
    }
    try (Peer peer = Peer.with(Peer.http(Peer.page("200 OK", "text/html", "<h1>hi</h1>")))) {
      assertThat(http(peer).status().isEmpty()).isTrue();
      assertThat(http(peer).remark()).isEmpty();
    }
    try (Peer peer = Peer.with(Peer.http(Peer.page("200 OK", "application/json", "{oops")))) {
      assertThat(http(peer).remark()).isEqualTo("its status is not JSON");
    }
  }

  private static Sighting http(Peer peer) throws IOException, InterruptedException {
    return look("probe", "http", "timeout", "4s", "url", "http://" + peer.address() + "/health");
  }

  @Test
  void httpSeesWhoAnswersBadlyAndCallsThatUnhealthy() throws Exception {
    String redirect = "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n";
    try (Peer peer = Peer.with(Peer.http(redirect))) {
      Sighting sighting = http(peer);
      assertThat(sighting.remark()).contains("302, a redirect, which is not followed");
      assertThat(sighting.status().health()).isEqualTo("unhealthy");
      assertThat(sighting.status().values()).isEqualTo(Map.of("httpStatus", "302"));
    }
    String body = "{\"health\":\"degraded\"}";
    try (Peer peer = Peer.with(Peer.http(Peer.page("503 No", "application/json", body)))) {
      assertThat(http(peer).status().health()).isEqualTo("degraded");
    }
  }

  @Test
  void httpReadsNoMoreThanItMust() throws Exception {
    String million = "{\"x\":\"" + "y".repeat(1_000_000) + "\"}";
    try (Peer peer = Peer.with(Peer.http(Peer.page("200 OK", "application/json", million)))) {
      Sighting sighting = http(peer);
      assertThat(sighting.remark()).contains("more than 65536 bytes");
      assertThat(sighting.status().isEmpty()).isTrue();
    }
  }

  @Test
  void httpDoesNotWaitForWhoIsFrozenOrDripsOrTalksNonsense() {
    try (Peer frozen = Peer.with(Peer::freeze);
        Peer slow =
            Peer.with(
                socket -> {
                  String head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{";
                  socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                  Peer.freeze(socket);
                });
        Peer garbage = Peer.with(Peer.http("SSH-2.0-x\r\n\r\n"))) {
      for (Peer peer : new Peer[] {frozen, slow}) {
        assertThatThrownBy(() -> look("probe", "http", "url", "http://" + peer.address() + "/"))
            .hasMessageMatching(".*(not whole within 400 ms|timed out).*");
      }
      assertThatThrownBy(() -> http(garbage)).hasMessageContaining("does not answer by HTTP");
    }
  }

  @Test
  void heartwireWithoutACredentialIsAnsweredAndBeginsNoSession() throws Exception {
    try (TestGateway gateway = TestGateway.with("warm-up", "false")) {
      String address = "127.0.0.1:" + gateway.address().getPort();
      assertThat(look("probe", "heartwire", "timeout", "4s", "address", address).remark())
          .isEmpty();
      assertThat(gateway.gateway.sessions().logins()).isZero();

      look("probe", "heartwire", "timeout", "4s", "address", address, "credential", "anything");
      assertThat(gateway.gateway.sessions().logins()).isEqualTo(1);
    }
  }

  @Test
  void heartwireSaysWhoIsFrozenAndWhoSpeaksSomethingElse() {
    try (Peer frozen = Peer.with(Peer::freeze);
        Peer garbage = Peer.with(saying(-1, -1, -1, -1, -1))) {
      assertThatThrownBy(
              () -> look("probe", "heartwire", "timeout", "2s", "address", frozen.address()))
          .hasMessageContaining("accepts connections, but the answer to a ping was not there");
      assertThatThrownBy(
              () -> look("probe", "heartwire", "timeout", "2s", "address", garbage.address()))
          .hasMessageContaining("not by Heartwire's protocol");
    }
  }

  private static Peer.Manner saying(int... bytes) {
    return socket -> {
      for (int b : bytes) {
        socket.getOutputStream().write(b);
      }
      Peer.freeze(socket);
    };
  }

  @Test
  void mqttPingsAndReadsWhatIsRetained() throws Exception {
    try (Peer broker = Peer.with(ProbesTest::broker)) {
      Sighting sighting =
          look("probe", "mqtt", "timeout", "4s", "address", broker.address(), "topic", "a/status");
      assertThat(sighting.status().values()).isEqualTo(Map.of("temp", "7"));
      assertThat(look("probe", "mqtt", "timeout", "4s", "address", broker.address()).remark())
          .isEmpty();
      assertThat(
              look(
                      "probe",
                      "mqtt",
                      "timeout",
                      "4s",
                      "address",
                      broker.address(),
                      "credential",
                      "bad:word")
                  .remark())
          .contains("refuses the connection with code 5");
    }
    try (Peer frozen = Peer.with(Peer::freeze);
        Peer huge = Peer.with(saying(0x20, -1, -1, -1, 127))) {
      assertThatThrownBy(() -> look("probe", "mqtt", "address", frozen.address()))
          .hasMessageContaining("the answer to CONNECT was not there within 400 ms");
      assertThatThrownBy(() -> look("probe", "mqtt", "address", huge.address()))
          .hasMessageContaining("packet of 268435455 bytes, limit 65536");
    }
  }

  /** As much of a broker as these tests need, written from the standard. */
  private static void broker(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    while (true) {
      int head = in.read();
      if (head < 0) {
        return;
      }
      byte[] content = in.readNBytes(in.read());
      switch (head & 0xF0) {
        case 0x10 -> out.write(new byte[] {0x20, 2, 0, (byte) ((content[7] & 0x40) > 0 ? 5 : 0)});
        case 0x80 -> {
          out.write(new byte[] {(byte) 0x90, 3, content[0], content[1], 0});
          String payload = "{\"temp\":7}";
          out.write(new byte[] {0x31, (byte) (2 + 8 + payload.length()), 0, 8});
          out.write(("a/status" + payload).getBytes(StandardCharsets.UTF_8));
        }
        case 0xC0 -> out.write(new byte[] {(byte) 0xD0, 0});
        default -> {
          return;
        }
      }
    }
  }

  private static void assertIcmpIsNotAvailable(String paths, String... why) throws Exception {
    var probe = new PingProbe(paths);
    Target target =
        new Target(
            "it",
            TargetKind.CONFIGURED,
            TargetConfig.of("it", Map.of("probe", "icmp", "address", "127.0.0.1")));

    assertThatThrownBy(() -> probe.ask(target, InetAddress.getLoopbackAddress(), deadline()))
        .isInstanceOf(CannotLookException.class)
        .hasMessageContaining("icmp is not available here")
        .hasMessageContainingAll(why);
  }

  @Test
  void icmpSaysWhereItIsNotAvailable() throws Exception {
    assertIcmpIsNotAvailable("/nowhere", "there is no command ping", "probe by tcp");
  }

  /** As in a container that lacks what the file of the command asks for. */
  @Test
  void icmpSaysWhereItsCommandMayNotBeRun(@TempDir Path dir) throws Exception {
    Path ping = Files.writeString(dir.resolve("ping"), "#!/nowhere\n");
    assertThat(ping.toFile().setExecutable(true)).isTrue();

    assertIcmpIsNotAvailable("/nowhere:" + dir, ping + " cannot be run", "CAP_NET_RAW");
  }
}
