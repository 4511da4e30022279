package io.heartwire.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {
  @TempDir Path dir;

  private static Event event(long number) {
    return new Event(
        number,
        Instant.EPOCH,
        EventType.ONLINE,
        Optional.of("dev-1"),
        Optional.empty(),
        7,
        "{\"group\":\"default\"}");
  }

  private FileSink sink(long rotateBytes) {
    return new FileSink(dir.resolve("out/events.jsonl"), rotateBytes, 2, new EventText("local"));
  }

  @Test
  void appendsOneObjectALine() throws Exception {
    FileSink sink = sink(1 << 20);
    sink.deliver(List.of(event(1), event(2)));
    sink.close();
    sink.deliver(List.of(event(3)));
    sink.close();

    assertThat(Files.readAllLines(dir.resolve("out/events.jsonl")))
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"specversion\":\"1.0\""))
        .last()
        .asString()
        .contains("\"id\":\"3\"", "\"epoch\":7", "\"data\":{\"group\":\"default\"}");
  }

  @Test
  void setsAsideWhatHasGrownAndKeepsAFew() throws Exception {
    FileSink sink = sink(1);
    for (int i = 1; i <= 4; i++) {
      sink.deliver(List.of(event(i)));
    }
    sink.close();

    assertThat(dir.resolve("out/events.jsonl")).doesNotExist();
    assertThat(dir.resolve("out/events.jsonl.1")).content().contains("\"id\":\"4\"");
    assertThat(dir.resolve("out/events.jsonl.2")).content().contains("\"id\":\"3\"");
    assertThat(dir.resolve("out/events.jsonl.3")).doesNotExist();
  }

  @Test
  void dropsHalfALineThatAKillHasLeft() throws Exception {
    Path file = dir.resolve("out/events.jsonl");
    Files.createDirectory(dir.resolve("out"));
    Files.writeString(file, "{\"whole\":1}\n{\"ha");
    FileSink sink = sink(1 << 20);
    sink.deliver(List.of(event(5)));
    sink.close();

    assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("{\"whole\":1}");
  }

  @Test
  void saysThatItCannotWrite() throws IOException {
    Files.writeString(dir.resolve("out"), "a file where a directory is wanted");

    assertThatThrownBy(() -> sink(1 << 20).deliver(List.of(event(1))))
        .isInstanceOf(SinkException.class)
        .hasMessageContainingAll("events.jsonl", "cannot be written");
  }
}
