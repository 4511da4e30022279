package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.core.liveness.LearnedInterval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntervalFileTest {
  @TempDir Path home;

  @Test
  void answersWhatWasSavedLast() {
    IntervalStore store = IntervalStore.inFile(home.resolve("intervals"));
    assertThat(store.load()).isEmpty();
    store.save(List.of(new LearnedInterval("10.0.0.0/24", 4_000, -5)));
    List<LearnedInterval> last =
        List.of(
            new LearnedInterval("fe80:0:0:0:0:0:0:0/64", 1_000, 1_700_000_000_000L),
            new LearnedInterval("10.0.0.0/24", 24_000, 0));
    store.save(last);
    assertThat(IntervalStore.inFile(home.resolve("intervals")).load()).isEqualTo(last);
    assertThat(home.toFile().list()).containsExactly("intervals");
  }

  @Test
  void passesOverWhatSaysNothing() throws IOException {
    Path file = home.resolve("intervals");
    Files.writeString(
        file,
        "\n999 5 short\n-4000 5 n\nx\n4000 5\n99999999999999999999 1 n\n4000 5 10.0.0.0/24\n");
    assertThat(IntervalStore.inFile(file).load())
        .containsExactly(new LearnedInterval("10.0.0.0/24", 4_000, 5));
  }

  @Test
  void refusesAFileThatIsNotItsOwn() throws IOException {
    Path file = home.resolve("intervals");
    Files.writeString(file, "x".repeat(20_000));
    assertThatThrownBy(() -> IntervalStore.inFile(file).load())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("20000 bytes");
    assertThatThrownBy(() -> IntervalStore.inFile(home.resolve("no/such/place")).save(List.of()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("no/such/place");
  }

  @Test
  void namesANetworkByItsPrefix() throws IOException {
    assertThat(Lessons.network(new InetSocketAddress(InetAddress.getByName("10.1.2.3"), 9)))
        .isEqualTo("10.1.2.0/24");
    assertThat(Lessons.network(new InetSocketAddress(InetAddress.getByName("2001:db8::7:1"), 9)))
        .isEqualTo("2001:db8:0:0:0:0:0:0/64");
  }
}
