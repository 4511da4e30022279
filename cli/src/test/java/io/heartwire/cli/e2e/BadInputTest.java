package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes in at the door is turned away with its own code, harms nobody who is inside, and
 * leaves nothing behind: no descriptor, no heap, no socket.
 */
@Tag("proof") // 10,000 connections, and counts the machine's sockets
class BadInputTest {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final int STRANGERS = 10_000;
  private static final int LIVING = 50;
  private static final int OF_EACH_KIND = 20;

  /** A JVM that has worked holds more than a fresh one: loaded classes, pools, histories. */
  private static final long HEAP_SLACK_BYTES = 16 << 20;

  private ProcessLab lab;
  private GatewayProcess gateway;
  private Fleet fleet;

  @BeforeEach
  void start() {
    lab = new ProcessLab();
    gateway =
        GatewayProcess.start(
            lab,
            List.of(),
            "login.deadline=3s",
            "liveness.interval=1s",
            "liveness.timeout=5s",
            "liveness.frame-deadline=2s",
            "listeners.tcp.max-frame=64KiB");
    fleet = Fleet.start(lab, List.of());
    fleet.real("living", LIVING, 1_000, "127.0.0.1:" + gateway.port());
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void turnsAwayTenThousandConnectionsThatNeverLogIn() {
    // trap 19
    strangers(500).forEach(BadPeer::close);
    Footprint before = settled();
    List<BadPeer> strangers = strangers(STRANGERS);
    Map<String, Long> ends =
        strangers.stream()
            .map(peer -> peer.end(Duration.ofSeconds(30)))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    strangers.forEach(BadPeer::close);

    assertThat(ends).containsExactly(Map.entry("GOODBYE-4004", (long) STRANGERS));
    assertThat(fleet.ends("living")).isEmpty();
    assertBackTo(before);
  }

  @Test
  void answersEachKindOfNonsenseWithItsOwnCode() {
    provoke(1);
    Footprint before = settled();
    provoke(OF_EACH_KIND);
    Map<String, Integer> wanted = new HashMap<>();
    kinds().forEach(kind -> wanted.merge(kind.reason(), 1 + OF_EACH_KIND, Integer::sum));

    assertThat(fleet.ends("living")).isEmpty();
    wanted.forEach(
        (reason, count) ->
            assertThat(
                    gateway
                        .get("/api/v1/disconnects?limit=1&reason=" + reason)
                        .get("total")
                        .asInt())
                .as(reason)
                .isEqualTo(count));
    assertBackTo(before);
  }

  @Test
  void cutsOffAClientThatNeverReads() {
    Footprint before = settled();
    for (int i = 0; i < 5; i++) {
      try (BadPeer deaf = BadPeer.connect(gateway.port(), 4_096)) {
        deaf.logIn("deaf-" + i);
        deaf.send(HandMade.message(LabMessageHandler.FLOOD, ""));
        Await.until(
            BOUND,
            () -> gateway.process().tail(),
            () -> gateway.get("/api/v1/status").get("attached").asInt() == LIVING);
      }
    }

    assertThat(gateway.get("/api/v1/disconnects?limit=1&reason=SLOW_CONSUMER").get("total").asInt())
        .isEqualTo(5);
    assertThat(fleet.ends("living")).isEmpty();
    assertBackTo(before);
  }

  private record Kind(String name, boolean loggedIn, ByteBuf bytes, String reason, int code) {}

  private static List<Kind> kinds() {
    ByteBuf huge = Unpooled.buffer().writeBytes(new byte[] {(byte) 0xFF, (byte) 0xFF, 0x7F});
    ByteBuf half = HandMade.message("half", "x".repeat(1_000)).slice(0, 500);
    ByteBuf garbage = Unpooled.wrappedBuffer(new byte[] {4, -1, -1, -1, -1});
    ByteBuf endless = Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1, -1, -1});
    List<Kind> kinds = new ArrayList<>();
    kinds.add(new Kind("oversized before login", false, huge, "FRAME_TOO_LARGE", 4401));
    kinds.add(new Kind("oversized", true, huge, "FRAME_TOO_LARGE", 4401));
    kinds.add(new Kind("half a frame before login", false, half, "FRAME_TIMEOUT", 4003));
    kinds.add(new Kind("half a frame", true, half, "FRAME_TIMEOUT", 4003));
    kinds.add(new Kind("a length without end", false, endless, "MALFORMED_FRAME", 4400));
    kinds.add(new Kind("garbage", true, garbage, "MALFORMED_FRAME", 4400));
    kinds.add(new Kind("a ping before login", false, HandMade.ping(1), "NOT_LOGGED_IN", 4404));
    kinds.add(new Kind("a second login", true, HandMade.hello("twice"), "LOGIN_TWICE", 4405));
    kinds.add(new Kind("an id too long", false, hello("x".repeat(200)), "BAD_CLIENT_ID", 4402));
    kinds.add(new Kind("an id of odd letters", false, hello("a b"), "BAD_CLIENT_ID", 4402));
    kinds.add(new Kind("an empty id", false, hello(""), "BAD_CLIENT_ID", 4402));
    return kinds;
  }

  private static ByteBuf hello(String id) {
    return HandMade.hello(id);
  }

  private void provoke(int ofEach) {
    Map<BadPeer, Kind> peers = new LinkedHashMap<>();
    for (Kind kind : kinds()) {
      for (int i = 0; i < ofEach; i++) {
        BadPeer peer = BadPeer.connect(gateway.port());
        if (kind.loggedIn()) {
          peer.logIn("bad-" + peers.size());
        }
        peer.send(kind.bytes().copy());
        peers.put(peer, kind);
      }
    }
    peers.forEach(
        (peer, kind) -> {
          assertThat(peer.end(BOUND)).as(kind.name()).isEqualTo("GOODBYE-" + kind.code());
          peer.close();
        });
  }

  private List<BadPeer> strangers(int count) {
    return IntStream.range(0, count).mapToObj(i -> BadPeer.connect(gateway.port())).toList();
  }

  private Footprint settled() {
    Await.until(
        BOUND,
        () -> "attached " + gateway.get("/api/v1/status"),
        () -> gateway.get("/api/v1/status").get("attached").asInt() == LIVING);
    Await.elapse(Duration.ofMillis(500));
    return Footprint.of(gateway.process());
  }

  private void assertBackTo(Footprint before) {
    Await.until(
        Duration.ofSeconds(20),
        () -> gateway.process().descriptors() + " descriptors, before " + before.descriptors(),
        () -> gateway.process().descriptors() <= before.descriptors());
    Footprint after = settled();
    String figures = "before " + before + ", after " + after;
    System.out.println(figures);
    assertThat(after.descriptors()).as(figures).isLessThanOrEqualTo(before.descriptors());
    assertThat(after.heapBytes())
        .as(figures)
        .isLessThanOrEqualTo(before.heapBytes() + HEAP_SLACK_BYTES);
    assertThat(after.sockets()).as(figures).isLessThanOrEqualTo(before.sockets() + 10);
  }
}
