package io.heartwire.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  @ParameterizedTest
  @ValueSource(strings = {"inbox/#", "inbox/+", "inbox/a", "#", "+", "+/+", "/", "a//b", "a b/+/#"})
  void takesTheStandardsFilters(String filter) {
    assertThat(Topics.isFilter(filter)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a#", "a/#/b", "a+", "+a/b", "a/b#", "##", "#/a", "++"})
  void knowsFiltersThatAreNone(String filter) {
    assertThat(Topics.isFilter(filter)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "inbox/#, SUCCESS",
    "inbox/+/x, SUCCESS",
    "inbox/reboot, SUCCESS",
    "inbox/, TOPIC_FILTER_INVALID",
    "inbox, TOPIC_FILTER_INVALID",
    "inboxes/a, TOPIC_FILTER_INVALID",
    "'#', TOPIC_FILTER_INVALID",
    "+/reboot, TOPIC_FILTER_INVALID",
    "clients/dev-2/#, TOPIC_FILTER_INVALID",
    "$SYS/#, TOPIC_FILTER_INVALID",
    "$share/g/inbox/#, SHARED_SUBSCRIPTIONS_NOT_SUPPORTED"
  })
  void letsNobodyHearMoreThanItsOwnInbox(String filter, ReasonCode answer) {
    assertThat(Topics.judge(filter)).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "inbox/#, inbox/a, true",
    "inbox/#, inbox/a/b, true",
    "inbox/+, inbox/a, true",
    "inbox/+, inbox/a/b, false",
    "inbox/+/b, inbox/a/b, true",
    "inbox/a, inbox/a, true",
    "inbox/a, inbox/b, false",
    "inbox/a/#, inbox/a, true",
    "inbox/a/b, inbox/a, false",
    "inbox/a, inbox/a/b, false"
  })
  void selectsByLevels(String filter, String topic, boolean selects) {
    assertThat(Topics.matches(filter, topic)).isEqualTo(selects);
  }

  @Test
  void writesWhatNoTopicMayContain() {
    assertThat(Topics.ofMessage("a/b.c")).isEqualTo("inbox/a/b.c");
    assertThat(Topics.ofMessage("a+b#c%\u0001")).isEqualTo("inbox/a%2Bb%23c%25%01");
  }

  @Test
  void saysWhatIsWrongWithATopic() {
    assertThat(Topics.problemWith("sensors/t1")).isEmpty();
    assertThat(Topics.problemWith("ä".repeat(128))).isEmpty();
    assertThat(Topics.problemWith("")).contains("empty");
    assertThat(Topics.problemWith("$SYS/x")).contains("begins with $");
    assertThat(Topics.problemWith("ä".repeat(129))).contains("258 bytes, limit 256");
    assertThat(Topics.problemWith("a\nb")).contains("U+000A at position 1");
  }
}
