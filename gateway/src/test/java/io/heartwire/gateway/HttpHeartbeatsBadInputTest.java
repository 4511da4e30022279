package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.DisconnectReason;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no heartbeat is refused with its value and a remedy, counted, and changes nothing. */
class HttpHeartbeatsBadInputTest {
  private final HeartbeatRig rig = new HeartbeatRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private void assertRefused(HeartbeatRig.Answer answer, int status, String... details) {
    assertThat(answer.detail()).contains(details);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.type()).isEqualTo("application/problem+json");
    assertThat(rig.it.gateway.sessions().attached()).isZero();
  }

  private long malformed() {
    return rig.it.gateway.leases().desk().counters().malformed();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"ttl\": 90} | 'ttl' is not known here",
        "{\"ttlMs\": \"90s\"} | must be a whole number",
        "{\"ttlMs\": 1.5} | must be a whole number",
        "{\"ttlMs\": -1} | must be a whole number",
        "{\"ttlMs\": 99999999999999999999} | must be a whole number",
        "{\"ttlMs\": 90000 | is not JSON",
        "{\"ttlMs\": 90000} {} | is not JSON",
        "{\"ttlMs\": 1, \"ttlMs\": 2} | Duplicate field",
        "[] | must be an object",
        "null | must be an object",
        "{\"user\": \"a\\u0000b\"} | U+0000 at position 1",
        "{\"user\": 7} | user is of kind number, must be text",
        "{\"status\": {\"battery\": \"full\"}} | status.battery is of kind string",
        "{\"status\": {\"mood\": 1}} | 'status.mood' is not known",
        "{\"status\": {\"values\": []}} | status.values is of kind array",
        "{\"tags\": [\"\"]} | not empty",
        "{\"status\": {\"values\": {\"a\": {\"b\": {\"c\": {}}}}}} | is not JSON"
      })
  void saysWhatIsWrongWithABody(String body, String detail) {
    assertRefused(rig.put("dev-1", body), 400, detail);
    assertThat(malformed()).isEqualTo(1);
  }

  @Test
  void aTtlInTheWrongUnitIsRefusedWithItsValue() {
    assertRefused(rig.put("dev-1", "{\"ttlMs\": 90}"), 400, "90 ms", "another unit");
    String token = rig.token("dev-1").secret();
    String path = "/v1/heartbeats/dev-1?token=" + token;
    assertRefused(rig.get(path + "&ttl=90"), 400, "'90'", "write 90s");
    assertRefused(rig.get(path + "&ttl=8d"), 400, "691200000 ms", "leases.ttl-max");
    assertRefused(rig.get(path + "&ttl=999999999999d"), 400, "leases.ttl-max");
  }

  @Test
  void aBodyThatIsNotUtf8IsRefused() {
    var request =
        rig.request("/v1/heartbeats/dev-1")
            .PUT(BodyPublishers.ofByteArray(new byte[] {'{', '"', (byte) 0xC3, '"', '}'}));

    assertRefused(rig.send(request), 400, "not UTF-8");
  }

  @Test
  void namesThatAreNoneAreRefused() {
    assertRefused(rig.put("a".repeat(129), "{}"), 400, "129 characters");
    assertRefused(rig.put("a%20b", "{}"), 400, "U+0020 at position 1");
    assertRefused(rig.put("", "{}"), 400, "0 characters");
    assertThat(malformed()).isEqualTo(3);
  }

  @Test
  void aBatchOfMoreThanAThousandIsRefused() {
    String beats =
        IntStream.range(0, 1_001)
            .mapToObj(i -> "{\"clientId\":\"d" + i + "\"}")
            .collect(Collectors.joining(","));

    assertRefused(
        rig.post("/v1/heartbeats", "{\"heartbeats\":[" + beats + "]}"),
        400,
        "1001 entries, limit 1000");
    assertRefused(rig.post("/v1/heartbeats", "{\"heartbeats\":[]}"), 400, "the batch is empty");
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedAndWhoeverStillSendsItReadsWhy() {
    HeartbeatRig.Answer answer = rig.put("dev-1", "{" + " ".repeat(300_000) + "}");

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.detail()).contains("262144 bytes (listeners.http.max-body)");
  }

  @Test
  void aTokenThatIsUnknownIsRefusedAndToldNowhere() {
    String secret = "hwt_guessed-and-never-made-0000000000";

    HeartbeatRig.Answer answer = rig.get("/v1/heartbeats/dev-1?ttl=90s&token=" + secret);

    assertRefused(answer, 401, "the credential was refused");
    assertThat(answer.response().headers().firstValue("www-authenticate")).contains("Bearer");
    assertThat(answer.response().body()).doesNotContain(secret);
    assertThat(rig.it.count(DisconnectReason.AUTHENTICATION_FAILED)).isEqualTo(1);
    assertThat(rig.it.departure(DisconnectReason.AUTHENTICATION_FAILED).toString())
        .doesNotContain(secret);
  }

  @Test
  void queriesThatAreNoneAreRefused() {
    assertRefused(rig.get("/v1/heartbeats/dev-1"), 400, "needs ?token=");
    assertRefused(rig.get("/v1/heartbeats/dev-1?tokn=x"), 400, "known are token, ttl, health");
    assertRefused(rig.get("/v1/heartbeats/dev-1?token=x&token=y"), 400, "2 times 'token'");
  }

  @Test
  void methodsAndPathsThatAreNoneAreRefused() {
    assertThat(rig.send(rig.request("/v1/heartbeats").DELETE()).status()).isEqualTo(405);
    HeartbeatRig.Answer patch =
        rig.send(
            rig.request("/v1/heartbeats/dev-1").method("PATCH", BodyPublishers.ofString("{}")));
    assertThat(patch.status()).isEqualTo(405);
    assertThat(patch.response().headers().firstValue("allow")).contains("GET, POST, PUT, DELETE");
    assertThat(rig.get("/v1/nothing").status()).isEqualTo(404);
  }

  @Test
  void leavesAreBoundedAndSaidSo() {
    try (HeartbeatRig full = new HeartbeatRig("leases.max", "1")) {
      full.put("dev-1", "{}");

      HeartbeatRig.Answer answer = full.put("dev-2", "{}");

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.detail()).contains("leases 1 of 1 (leases.max)");
      assertThat(answer.response().headers().firstValue("retry-after")).isPresent();
      assertThat(full.it.gateway.leases().desk().counters().refused()).isEqualTo(1);
    }
  }
}
