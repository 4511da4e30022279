package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A newer credential is got once at a time, and nobody who waits for it is forgotten. */
class CredentialRenewalTest {
  private final Queue<Runnable> executor = new ArrayDeque<>();
  private final List<String> used = new ArrayList<>();
  private int asked;
  private final CredentialRenewal renewal =
      new CredentialRenewal(() -> "c" + ++asked, new Callbacks(executor::add));

  private void runAll() {
    while (!executor.isEmpty()) {
      executor.remove().run();
    }
  }

  @Test
  void oneIsGotAtATime() {
    renewal.wanted(it -> used.add("living " + it));
    renewal.wanted(it -> used.add("again " + it));
    runAll();
    assertThat(used).containsExactly("living c1");
    renewal.wanted(it -> used.add("later " + it));
    runAll();
    assertThat(used).containsExactly("living c1", "later c2");
  }

  @Test
  void whoIsClosedWhileOneIsBeingGotComesBackWithThatOne() {
    renewal.wanted(it -> used.add("living " + it));
    renewal.wantedToComeBack(it -> used.add("back " + it));
    runAll();
    assertThat(used).containsExactly("living c1", "back c1");
    assertThat(asked).isEqualTo(1);
  }

  /** The connection was closed between the use of the credential and the end of that call. */
  @Test
  void whoIsClosedWhileOneIsBeingUsedComesBackWithThatOne() {
    renewal.wanted(
        it -> {
          used.add("living " + it);
          renewal.wantedToComeBack(same -> used.add("back " + same));
        });
    runAll();
    assertThat(used).containsExactly("living c1", "back c1");
  }

  @Test
  void afterACloseOneIsGotOnceForEachSession() {
    renewal.wantedToComeBack(used::add);
    runAll();
    renewal.wantedToComeBack(used::add);
    runAll();
    assertThat(used).containsExactly("c1");
    renewal.welcomed();
    renewal.wantedToComeBack(used::add);
    runAll();
    assertThat(used).containsExactly("c1", "c2");
  }
}
