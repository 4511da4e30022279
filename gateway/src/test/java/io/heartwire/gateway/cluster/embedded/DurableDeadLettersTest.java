package io.heartwire.gateway.cluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.cluster.ClusterEngine;
import io.heartwire.gateway.cluster.DeadLetter;
import io.heartwire.gateway.cluster.DeadLetters;
import io.heartwire.gateway.cluster.Event;
import io.heartwire.gateway.cluster.EventType;
import io.heartwire.gateway.cluster.Turn;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableDeadLettersTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000, 123_000);

  @TempDir Path dir;

  private SqliteEngine open() {
    return SqliteRig.open(
        dir.resolve("presence.db"), Duration.ofSeconds(1), InstantSource.system(), 1_000);
  }

  private static DeadLetter letter(String reader, long number) {
    Event event =
        new Event(
            number,
            NOW,
            EventType.OFFLINE,
            Optional.of("dev-1"),
            Optional.of("ann"),
            7,
            "{\"a\":1}");
    return new DeadLetter(reader, event, NOW.plusSeconds(9), "it answered 413");
  }

  private static DeadLetters.Buried bury(ClusterEngine engine, DeadLetter letter) {
    try (Turn turn = engine.turn(letter.reader(), () -> {})) {
      return turn.bury(turn.term(), letter).toCompletableFuture().join();
    }
  }

  @Test
  void keepsALetterOverARestartAndMovesTheCursorBehindIt() {
    try (SqliteEngine engine = open()) {
      engine.cursor("hook");
      assertThat(bury(engine, letter("hook", 3))).isEqualTo(new DeadLetters.Buried(1, 0));
      bury(engine, letter("hook", 5));
      bury(engine, letter("lake", 4));
    }
    try (SqliteEngine engine = open()) {
      DeadLetters letters = engine.deadLetters();
      assertThat(engine.cursor("hook")).isEqualTo(5);
      assertThat(letters.list("hook", 0, 10)).containsExactly(letter("hook", 3), letter("hook", 5));
      assertThat(letters.list("hook", 3, 10)).containsExactly(letter("hook", 5));
      assertThat(letters.list("hook", 0, 1)).hasSize(1);
      assertThat(letters.remove("hook", 3).toCompletableFuture().join()).isEqualTo(1);
      assertThat(letters.count("hook")).isEqualTo(1);
      assertThat(letters.count("lake")).isEqualTo(1);
    }
  }

  @Test
  void theOldestOfAReaderMakeRoom() {
    try (SqliteEngine engine = open();
        Turn turn = engine.turn("hook", () -> {})) {
      bury(engine, letter("lake", 1));
      List<CompletableFuture<DeadLetters.Buried>> all = new ArrayList<>();
      for (int i = 1; i <= DeadLetters.MOST + 2; i++) {
        all.add(turn.bury(turn.term(), letter("hook", i)).toCompletableFuture());
      }
      CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();

      assertThat(all.stream().mapToLong(it -> it.join().dropped()).sum()).isEqualTo(2);
      assertThat(engine.deadLetters().count("hook")).isEqualTo(DeadLetters.MOST);
      assertThat(engine.deadLetters().list("hook", 0, 1).get(0).event().number()).isEqualTo(3);
      assertThat(engine.deadLetters().count("lake")).isEqualTo(1);
    }
  }
}
