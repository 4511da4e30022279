package io.heartwire.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.cli.Heartwire;
import io.heartwire.cli.e2e.ProcessLab.Jvm;
import io.heartwire.client.ClientGroup;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real file system without room for presence: heartbeats go on, logins wait, nothing is lost, and
 * it goes on by itself once there is room.
 */
@Tag("netns") // mounts a file system: needs root
@Tag("proof")
class FullDiskTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final Pattern READY =
      Pattern.compile("^heartwire .* ready in .*: tcp 127\\.0\\.0\\.1:(\\d+),.* admin .*");
  private static final int NEWCOMERS = 20;

  @TempDir Path dir;
  private SmallDisk disk;
  private final ProcessLab lab = new ProcessLab();
  private final ClientGroup group = ClientGroup.builder().threads(1).build();

  @BeforeEach
  void mount() {
    disk = SmallDisk.at(dir);
  }

  @AfterEach
  void tearDown() {
    group.close();
    lab.close();
    disk.close();
  }

  @Test
  void aFullDiskDelaysLoginsAndCostsNobodyTheConnection() throws IOException {
    LabProcess gateway = serve();
    String port = gateway.awaitLine(READY, BOUND).group(1);
    List<ClientState> statesOfThePresent = new CopyOnWriteArrayList<>();
    HeartwireClient present = connect("present", port, statesOfThePresent);
    Await.until(BOUND, gateway::tail, () -> present.state() instanceof ClientState.Online);

    disk.fill();
    List<HeartwireClient> newcomers =
        IntStream.range(0, NEWCOMERS)
            .mapToObj(i -> connect("new-" + i, port, new CopyOnWriteArrayList<>()))
            .toList();
    Await.until(
        BOUND,
        gateway::tail,
        () -> gateway.errors().stream().anyMatch(it -> it.contains("cannot be made durable")));
    assertThat(gateway.errors())
        .filteredOn(it -> it.contains("cannot be made durable"))
        .as("one line, with what to do")
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("full", "make room");
    // Longer than the timeout: its heartbeats are answered all the while.
    assertThat(
            Await.holdsWithin(
                Duration.ofSeconds(6), () -> !(present.state() instanceof ClientState.Online)))
        .as("the client that was there loses its connection: %s", statesOfThePresent)
        .isFalse();

    disk.makeRoom();

    Await.until(
        BOUND,
        gateway::tail,
        () -> newcomers.stream().allMatch(client -> client.state() instanceof ClientState.Online));
    assertThat(statesOfThePresent).filteredOn(it -> it instanceof ClientState.Online).hasSize(1);
    assertThat(gateway.errors()).anyMatch(it -> it.contains("durable again"));
    newcomers.forEach(HeartwireClient::close);
    present.close();
  }

  private LabProcess serve() {
    return lab.start(
        Jvm.of(
            "serve",
            Heartwire.class,
            "serve",
            "--set",
            "listeners.tcp.port=0",
            "--set",
            "listeners.http.port=0",
            "--set",
            "admin.port=0",
            "--set",
            "liveness.interval=1s",
            "--set",
            "liveness.timeout=4s",
            "--set",
            "presence.file=" + dir.resolve("presence.db")));
  }

  private HeartwireClient connect(String id, String port, List<ClientState> states) {
    return HeartwireClient.builder("127.0.0.1:" + port)
        .clientId(id)
        .group(group)
        .onState(states::add)
        .connect();
  }
}
