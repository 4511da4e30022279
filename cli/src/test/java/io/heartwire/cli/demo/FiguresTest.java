package io.heartwire.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read out of the log of the client process. */
class FiguresTest {
  private static final long MS = 1_000_000;
  private static final int CLIENTS = 200;

  private final List<String> log = new ArrayList<>();

  private void left(String client, long atMs, String how, long sinceWriteMs) {
    log.add(new ClientEnd(client, atMs * MS, how, sinceWriteMs * MS).line("plain"));
  }

  private void online(String client, long atMs) {
    log.add(Return.online("plain", client, atMs * MS));
  }

  private Figures figures() {
    return Figures.of(log, "plain", CLIENTS, ClientEnd::of);
  }

  @Test
  void countsAClientOnceAndOnlyIfTheServerClosedItWhileItWrote() {
    left("plain-1", 10, "FIN", 900);
    online("plain-1", 20);
    left("plain-1", 30, "RESET", 10);
    left("plain-2", 30, "GOODBYE-SILENT", 1_000);
    left("plain-3", 30, "FIN", 4_000);
    left("plain-4", 30, "NO_PONG", 10);
    left("plain-5", 30, "TAKEN_OVER", 10);
    log.add(new ClientEnd("ours-1", 30 * MS, "FIN", 0).line("ours"));
    assertThat(figures().losses()).isEqualTo(new Losses(2, 1, 2));
  }

  @Test
  void measuresFromTheMomentWhenTooFewWereOnlineUntilEnoughStayedIt() {
    for (int i = 0; i < 4; i++) {
      left("plain-" + i, 1_000 + i, "FIN", 0);
    }
    online("plain-0", 2_000);
    online("plain-1", 3_000);
    online("plain-2", 3_500);
    Return back = figures().back();
    // 198 of 200 are 99 %: the third that was lost made it fewer, the second that came made it so.
    assertThat(back.fell()).isTrue();
    assertThat(back.afterMs()).hasValue(3_000 - 1_002);
    assertThat(back.logins()).isEqualTo(3);
    assertThat(back.online()).isEqualTo(CLIENTS - 1);
  }

  @Test
  void aSecondFallPutsTheReturnOff() {
    for (int i = 0; i < 3; i++) {
      left("plain-" + i, 1_000, "FIN", 0);
    }
    online("plain-0", 1_500);
    left("plain-9", 1_600, "FIN", 0);
    online("plain-9", 4_000);
    assertThat(figures().back().afterMs()).hasValue(3_000);
  }

  @Test
  void whoNeverFellOrNeverCameBackHasNoTime() {
    left("plain-1", 1_000, "FIN", 0);
    assertThat(figures().back().fell()).isFalse();
    left("plain-2", 1_000, "FIN", 0);
    left("plain-3", 1_000, "FIN", 0);
    assertThat(figures().back().fell()).isTrue();
    assertThat(figures().back().afterMs()).isEmpty();
  }

  @Test
  void allAreBackOnceThoseWhoLeftHaveComeOnlineAgain() {
    assertThat(figures().back().isComplete(CLIENTS, 1)).isFalse();
    left("plain-1", 1_000, "FIN", 4_000);
    assertThat(figures().back().isComplete(CLIENTS, 1)).isFalse();
    online("plain-1", 1_100);
    assertThat(figures().back().isComplete(CLIENTS, 1)).isTrue();
    assertThat(figures().back().isComplete(CLIENTS, 2)).isFalse();
  }

  @Test
  void whatARestartCutOffIsNotLostButWhoWasBackAndIsClosedIs() {
    left("plain-1", 1_000, "RESET", 0);
    left("plain-2", 1_000, "RESET", 0);
    online("plain-1", 2_000);
    left("plain-1", 3_000, "FIN", 0);
    Figures figures = Figures.of(log, "plain", CLIENTS, Losses::afterRestart);
    assertThat(figures.losses().living()).isEqualTo(1);
    assertThat(figures.afterLogins(5).wastedLogins()).hasValue(4);
    assertThat(figures.afterLogins(0).wastedLogins()).hasValue(0);
  }
}
