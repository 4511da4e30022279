package io.heartwire.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.MassBreaker;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TcpKnobsTest {
  private static final Duration DELAY = MassBreaker.Settings.DEFAULT.longestDelay();
  private static final LivenessPolicy POLICY =
      LivenessPolicy.server(Duration.ofSeconds(50), Duration.ofSeconds(150));

  @TempDir private Path procSysNet;

  @Test
  void agreesWithTheTimeoutsItIsMadeFor() {
    TcpKnobs knobs = TcpKnobs.matching(POLICY, DELAY);

    assertThat(knobs.userTimeout()).isEqualTo(Duration.ofSeconds(150 + 60 + 20 + 15));
    assertThat(knobs.keepIdle()).isEqualTo(Duration.ofSeconds(58));
    assertThat(knobs.keepInterval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(knobs.rtoMax()).isEqualTo(Duration.ofSeconds(3));
    assertThat(warnings(knobs, kernel(Map.of()))).isEmpty();
  }

  @Test
  void keepsTheKernelsLimitsForVeryLongTimeouts() {
    LivenessPolicy longest = LivenessPolicy.server(Duration.ofDays(2), Duration.ofDays(6));

    TcpKnobs knobs = TcpKnobs.matching(longest, DELAY);

    assertThat(knobs.keepIdle()).isEqualTo(TcpKnobs.MAX_KEEP);
    assertThat(knobs.keepProbes()).isEqualTo(TcpKnobs.MAX_PROBES);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource(Transports.WITH_EVIDENCE)
  void handsTheOptionsOfTheListenerToEveryAcceptedConnection(Transport transport) throws Exception {
    TcpKnobs knobs = TcpKnobs.matching(POLICY, DELAY);
    try (LoopbackServer server =
            new LoopbackServer(transport, channel -> {}, b -> knobs.apply(b, transport));
        Socket client = server.connect()) {
      Channel accepted = server.accepted();

      assertThat(client.isConnected()).isTrue();
      for (Channel channel : List.of(server.listener, accepted)) {
        assertThat(values(channel))
            .containsEntry("SO_KEEPALIVE", "on")
            .containsEntry("TCP_KEEPIDLE", "58s")
            .containsEntry("TCP_KEEPINTVL", "3s")
            .containsEntry("TCP_KEEPCNT", "62")
            .containsEntry("TCP_USER_TIMEOUT", "245000ms")
            .containsEntry(
                "TCP_RTO_MAX_MS",
                KernelSettings.ofThisMachine().hasRtoMax() ? "3000ms" : "unsupported");
      }
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource(Transports.WITH_EVIDENCE)
  void letsTheKernelWaitForAPeerThatMayBeSilentForLonger(Transport transport) throws Exception {
    TcpKnobs knobs = TcpKnobs.matching(POLICY, DELAY);
    LivenessPolicy patient =
        LivenessPolicy.server(POLICY.interval(), POLICY.timeout().plusSeconds(100));
    try (LoopbackServer server =
            new LoopbackServer(transport, channel -> {}, b -> knobs.apply(b, transport));
        Socket client = server.connect()) {
      Channel accepted = server.accepted();
      knobs.follow(accepted, POLICY, patient);
      assertThat(values(accepted)).containsEntry("TCP_USER_TIMEOUT", "245000ms");

      knobs.follow(accepted, patient, POLICY);

      assertThat(client.isConnected()).isTrue();
      assertThat(values(accepted)).containsEntry("TCP_USER_TIMEOUT", "345000ms");
    }
  }

  @Test
  void setsWhatTheJdkKnowsOnNio() throws Exception {
    TcpKnobs knobs = TcpKnobs.matching(POLICY, DELAY);
    try (LoopbackServer server =
            new LoopbackServer(Transport.NIO, channel -> {}, b -> knobs.apply(b, Transport.NIO));
        Socket client = server.connect()) {
      Map<String, String> values = values(server.accepted());

      assertThat(client.isConnected()).isTrue();
      assertThat(values)
          .containsEntry("SO_KEEPALIVE", "on")
          .containsEntry("TCP_USER_TIMEOUT", "unsupported")
          .containsEntry("TCP_RTO_MAX_MS", "unsupported");
      assertThat(values.get("TCP_KEEPIDLE")).isIn("58s", "unsupported");
    }
  }

  @Test
  void saysOfAnNioListenerWhatItsConnectionsGet() throws Exception {
    TcpKnobs knobs = TcpKnobs.matching(POLICY, DELAY);
    try (LoopbackServer server =
            new LoopbackServer(Transport.NIO, channel -> {}, b -> knobs.apply(b, Transport.NIO));
        Socket client = server.connect()) {
      assertThat(values(server.listener))
          .containsEntry("SO_KEEPALIVE", "on")
          .isEqualTo(values(server.accepted()));
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void saysOfAStrangersNioListenerThatItCannotBeRead() {
    try (LoopbackServer server = new LoopbackServer(Transport.NIO, channel -> {})) {
      assertThat(values(server.listener))
          .containsEntry("SO_KEEPALIVE", "not readable")
          .containsEntry("TCP_USER_TIMEOUT", "unsupported");
    }
  }

  @Test
  void setsTheOptionsOfAClient() throws Exception {
    Transport transport = Transport.best();
    TcpKnobs knobs = TcpKnobs.matching(POLICY, DELAY);
    try (LoopbackServer server = new LoopbackServer(transport, channel -> {})) {
      Bootstrap bootstrap =
          new Bootstrap()
              .group(server.group)
              .channel(transport.channel())
              .handler(new ChannelInboundHandlerAdapter());
      knobs.apply(bootstrap, transport);

      Channel client = bootstrap.connect(server.address()).sync().channel();

      assertThat(values(client)).containsEntry("SO_KEEPALIVE", "on");
      if (transport == Transport.EPOLL) {
        assertThat(values(client)).containsEntry("TCP_USER_TIMEOUT", "245000ms");
      }
      client.close().sync();
    }
  }

  @Test
  void leavesEverythingToTheKernelWhenAskedTo() throws Exception {
    Transport transport = Transport.best();
    try (LoopbackServer server =
            new LoopbackServer(
                transport, channel -> {}, b -> TcpKnobs.kernelDefaults().apply(b, transport));
        Socket client = server.connect()) {
      List<TcpKnobs.Effective> effective = TcpKnobs.effective(server.accepted());

      assertThat(client.isConnected()).isTrue();
      for (TcpKnobs.Effective each : effective) {
        assertThat(each.value()).isIn(each.kernelDefault(), "unsupported");
      }
    }
  }

  @Test
  void readsTheWholeNumberOfAFileThatEndsAfterItsFirstRead() {
    OptionalLong somaxconn = KernelSettings.ofThisMachine().number("core/somaxconn");

    assertThat(KernelSettings.ofThisMachine().number("ipv4/ip_local_port_range")).isEmpty();
    if (OS.LINUX.isCurrentOs()) {
      assertThat(somaxconn.orElseThrow()).isGreaterThanOrEqualTo(128);
    } else {
      assertThat(somaxconn).isEmpty();
    }
  }

  @Test
  void showsTheKernelsDefaultBesideTheValue() {
    assertThat(new TcpKnobs.Effective("TCP_KEEPIDLE", "58s", "7200s"))
        .hasToString("TCP_KEEPIDLE=58s (kernel: 7200s)");
  }

  @Test
  void warnsWhereTheKernelWouldCloseBeforeTheVerdict() {
    TcpKnobs impatient =
        new TcpKnobs(
            true,
            Duration.ofSeconds(58),
            Duration.ofSeconds(3),
            9,
            Duration.ofSeconds(20),
            Duration.ZERO,
            true,
            0);

    assertThat(warnings(impatient, kernel(Map.of())))
        .singleElement()
        .asString()
        .contains("tcp.user-timeout (20s)", "(230s)", "raise it");
  }

  @Test
  void warnsWhereKeepAliveProbesWouldCloseBeforeTheVerdict() {
    TcpKnobs knobs = withoutUserTimeout(Duration.ofSeconds(58), 9, Duration.ZERO);

    assertThat(warnings(knobs, kernel(Map.of("ipv4/tcp_retries2", "15"))))
        .singleElement()
        .asString()
        .contains("after 85s", "(230s)", "tcp.keep-probes");
  }

  @Test
  void warnsWhereAShortLongestPauseWithoutAUserTimeoutMakesTheKernelGiveUp() {
    TcpKnobs knobs = withoutUserTimeout(Duration.ofSeconds(58), 127, Duration.ofSeconds(3));
    KernelSettings kernel =
        kernel(Map.of("ipv4/tcp_retries2", "15", "ipv4/tcp_rto_max_ms", "120000"));

    assertThat(warnings(knobs, kernel))
        .singleElement()
        .asString()
        .contains("tcp_retries2 (15)", "3s apart", "set tcp.user-timeout above 230s");
    assertThat(warnings(withoutUserTimeout(Duration.ofSeconds(58), 127, Duration.ZERO), kernel))
        .isEmpty();
  }

  @Test
  void warnsWhereTheKernelAsksTooLate() {
    TcpKnobs knobs =
        new TcpKnobs(
            true,
            Duration.ofHours(2),
            Duration.ofSeconds(75),
            9,
            Duration.ofSeconds(300),
            Duration.ZERO,
            true,
            0);

    assertThat(warnings(knobs, kernel(Map.of())))
        .singleElement()
        .asString()
        .contains("tcp.keep-idle (7200s)", "lower it to 58s");
  }

  @Test
  void warnsWhereTheKernelLacksAnOptionOrCutsTheBacklog() {
    TcpKnobs knobs = TcpKnobs.matching(POLICY, DELAY);
    KernelSettings old = new KernelSettings(procSysNet);

    assertThat(warnings(knobs, old)).singleElement().asString().contains("no TCP_RTO_MAX_MS");
    assertThat(warnings(knobs, kernel(Map.of("core/somaxconn", "128"))))
        .singleElement()
        .asString()
        .contains("net.core.somaxconn (128)");
  }

  @Test
  void saysNothingOfTimeoutsThatAreNotChecked() {
    TcpKnobs knobs = withoutUserTimeout(Duration.ofHours(2), 9, Duration.ZERO);

    LivenessPolicy unchecked = POLICY.withCheck(false);
    assertThat(knobs.contradictions(DELAY, unchecked)).isEmpty();
    assertThat(TcpWarnings.here(knobs, DELAY, List.of(unchecked), kernel(Map.of()))).isEmpty();
  }

  @Test
  void refusesWhatTheKernelWouldRefuse() {
    assertThatThrownBy(() -> withoutUserTimeout(Duration.ofSeconds(40_000), 9, Duration.ZERO))
        .hasMessage(
            "tcp.keep-idle (40000s) must be 1s to 32767s, or 0 for the kernel's own: change it");
    assertThatThrownBy(() -> withoutUserTimeout(Duration.ofSeconds(58), 128, Duration.ZERO))
        .hasMessageContaining("tcp.keep-probes (128)");
    assertThatThrownBy(() -> withoutUserTimeout(Duration.ofSeconds(58), 9, Duration.ofMillis(500)))
        .hasMessageContaining("tcp.rto-max (500ms)");
  }

  private static TcpKnobs withoutUserTimeout(Duration keepIdle, int probes, Duration rtoMax) {
    return new TcpKnobs(
        true, keepIdle, Duration.ofSeconds(3), probes, Duration.ZERO, rtoMax, true, 0);
  }

  private List<String> warnings(TcpKnobs knobs, KernelSettings kernel) {
    return Stream.concat(
            knobs.contradictions(DELAY, POLICY).stream(),
            TcpWarnings.here(knobs, DELAY, List.of(POLICY), kernel).stream())
        .toList();
  }

  private KernelSettings kernel(Map<String, String> settings) {
    try {
      Files.createDirectories(procSysNet.resolve("ipv4"));
      Files.createDirectories(procSysNet.resolve("core"));
      Files.writeString(procSysNet.resolve("ipv4/tcp_rto_max_ms"), "120000\n");
      for (Map.Entry<String, String> each : settings.entrySet()) {
        Files.writeString(procSysNet.resolve(each.getKey()), each.getValue() + "\n");
      }
      return new KernelSettings(procSysNet);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> values(Channel channel) {
    return TcpKnobs.effective(channel).stream()
        .collect(Collectors.toMap(TcpKnobs.Effective::option, TcpKnobs.Effective::value));
  }
}
