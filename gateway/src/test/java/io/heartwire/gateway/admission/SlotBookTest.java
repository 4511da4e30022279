package io.heartwire.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotBookTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void holdsWhatAMapWouldHold(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SlotBook book = new SlotBook(0);
    Map<Long, Long> model = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      // Few keys, close together in the table: collisions and removals in the middle of runs.
      long key = 1 + random.nextLong(3_000) * (random.nextBoolean() ? 1 : 1L << 32);
      if (random.nextInt(3) > 0) {
        assertThat(book.put(key, i, 0)).isTrue();
        model.put(key, (long) i);
      } else if (model.remove(key) != null) {
        book.remove(book.find(key, 0));
      }
      assertThat(book.size()).as("seed %d", seed).isEqualTo(model.size());
    }
    for (long key = 1; key <= 3_000; key++) {
      int at = book.find(key, 0);
      assertThat(at >= 0 ? book.slot(at) : null).as("seed %d", seed).isEqualTo(model.get(key));
    }
  }

  @Test
  void forgetsAMinuteAfterTheSlotAndMakesRoomForOthers() {
    SlotBook book = new SlotBook(0);
    for (long key = 1; key <= SlotBook.MAX_ENTRIES; key++) {
      assertThat(book.put(key * 31, 0, 0)).isTrue();
    }
    assertThat(book.put(-7, 0, 2_000_000_000L)).as("one beyond the bound").isFalse();
    assertThat(book.size()).isEqualTo(SlotBook.MAX_ENTRIES);
    long later = SlotBook.KEPT_NANOS + 1;
    assertThat(book.find(31, later)).isEqualTo(-1);
    assertThat(book.put(-7, later, later)).isTrue();
    assertThat(book.put(-8, later, later)).isTrue();
    assertThat(book.size()).isLessThanOrEqualTo(SlotBook.MAX_ENTRIES);
  }

  @Test
  void hashesOfClientIdsDifferFromSeedToSeedAndHardlyEverMeet() {
    List<Long> hashes = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      hashes.add(ClientHash.of("device-" + i, 42));
    }
    assertThat(hashes).doesNotHaveDuplicates().doesNotContain(0L);
    assertThat(ClientHash.of("device-1", 43)).isNotEqualTo(ClientHash.of("device-1", 42));
  }
}
