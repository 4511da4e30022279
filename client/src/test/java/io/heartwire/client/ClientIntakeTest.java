package io.heartwire.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.wire.Bytes;
import io.heartwire.wire.Frame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the application is handed, and what is acknowledged, when messages come again. */
class ClientIntakeTest extends ClientBench {
  private final List<String> heard = new ArrayList<>();

  @BeforeEach
  void start() {
    listen();
  }

  private void say(String id) {
    server.say(new Frame.Message("news", id, Bytes.utf8(id), true));
  }

  private HeartwireClient client() {
    return connected(builder().onMessage(message -> heard.add(message.body().toUtf8())));
  }

  // trap 52
  @Test
  void whatComesAgainOnTheNextConnectionIsAcknowledgedAndNotHandedOn() {
    HeartwireClient client = client();
    say("m1");
    advance(Duration.ofMillis(50));
    server.last().close();
    advance(Duration.ofSeconds(5));
    say("m1");
    say("m2");
    advance(Duration.ofMillis(50));
    assertThat(heard).containsExactly("m1", "m2");
    assertThat(server.acks).extracting(Frame.Ack::id).containsExactlyInAnyOrder("m1", "m1", "m2");
    assertThat(client.counters().received()).isEqualTo(3);
    assertThat(client.counters().repeated()).isEqualTo(1);
  }

  @Test
  void whatComesAgainWhileTheApplicationHasItIsAcknowledgedOnceItIsDone() {
    client();
    say("m1");
    loop.settle();
    server.last().close();
    loop.advance(Duration.ofSeconds(5));
    say("m1");
    loop.settle();
    assertThat(heard).isEmpty();
    assertThat(server.acks).isEmpty();
    advance(Duration.ofMillis(50));
    assertThat(heard).containsExactly("m1");
    assertThat(server.acks).containsExactly(new Frame.Ack("m1"));
  }

  @Test
  void whatTheApplicationThrewAtIsHandedOnAgain() {
    List<String> tries = new ArrayList<>();
    connected(
        builder()
            .onMessage(
                message -> {
                  tries.add(message.id());
                  if (tries.size() == 1) {
                    throw new IllegalStateException("not now");
                  }
                }));
    say("m1");
    advance(Duration.ofMillis(50));
    assertThat(server.acks).isEmpty();
    say("m1");
    say("m1");
    advance(Duration.ofMillis(50));
    assertThat(tries).containsExactly("m1", "m1");
    assertThat(server.acks).contains(new Frame.Ack("m1"));
  }

  @Test
  void whatWantsNoAcknowledgementIsHandedOnEachTime() {
    client();
    server.say(new Frame.Message("news", "", Bytes.utf8("a"), false));
    server.say(new Frame.Message("news", "", Bytes.utf8("a"), false));
    advance(Duration.ofMillis(50));
    assertThat(heard).containsExactly("a", "a");
    assertThat(server.acks).isEmpty();
  }

  @Test
  void whatThereWasNoRoomForMayComeAgain() {
    HeartwireClient client = client();
    for (int i = 0; i < Callbacks.MAX_WAITING + 5; i++) {
      say("n" + i);
    }
    loop.settle();
    assertThat(client.counters().dropped()).isPositive();
    String last = "n" + (Callbacks.MAX_WAITING + 4);
    advance(Duration.ofMillis(50));
    assertThat(heard).doesNotContain(last);
    say(last);
    advance(Duration.ofMillis(50));
    assertThat(heard).contains(last);
    assertThat(server.acks).contains(new Frame.Ack(last));
  }

  @Test
  void theLastThousandAreRemembered() {
    client();
    for (int i = 0; i <= Intake.REMEMBERED; i++) {
      say("n" + i);
      advance(Duration.ofMillis(1));
    }
    heard.clear();
    say("n1");
    say("n0");
    advance(Duration.ofMillis(50));
    assertThat(heard).containsExactly("n0");
  }
}
