package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.reconnect.Endpoint;
import io.heartwire.netty.EndpointSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/endpoints} of a gateway that is alone. */
class EndpointsDoorTest {
  @Test
  void everybodyMayAskWhereToComeInAndOurClientReadsTheAnswer() {
    try (HeartbeatRig rig = new HeartbeatRig()) {
      int tcp = rig.it.address().getPort();
      HeartbeatRig.Answer answer = rig.get("/v1/endpoints");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.response().body()).isEqualTo("127.0.0.1:" + tcp + "\n");
      assertThat(answer.type()).startsWith("text/plain");
      assertThat(answer.response().headers().firstValue("cache-control")).hasValue("max-age=2");
      assertThat(answer.response().headers().firstValue("access-control-allow-origin"))
          .hasValue("*");

      var source =
          EndpointSource.url(
              URI.create(rig.url("/v1/endpoints?listener=http")), HttpClient.newHttpClient());
      int http = rig.it.gateway.ports().get(Doors.HTTP).getPort();
      assertThat(source.endpoints().toCompletableFuture().join())
          .containsExactly(new Endpoint("127.0.0.1", http));
    }
  }

  @Test
  void whatIsAdvertisedIsAnsweredInsteadAndNothingWhereNobodyCanSay() {
    try (HeartbeatRig rig =
        new HeartbeatRig(
            "advertise",
            "tcp=gw-a.example:17400",
            "listeners.http.host",
            "0.0.0.0",
            "auth.mode",
            "open")) {
      assertThat(rig.get("/v1/endpoints?listener=tcp").response().body())
          .isEqualTo("gw-a.example:17400\n");
      HeartbeatRig.Answer nowhere = rig.get("/v1/endpoints?listener=http");
      assertThat(nowhere.status()).isEqualTo(503);
      assertThat(nowhere.detail()).contains("listener http").contains("set advertise");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"?listener=web", "?door=tcp", "?listener=tcp&listener=http", "?listener=%"})
  void whatIsNoListenerIsRefused(String query) {
    try (HeartbeatRig rig = new HeartbeatRig()) {
      HeartbeatRig.Answer answer =
          query.endsWith("%")
              ? rig.post("/v1/endpoints", "")
              : rig.send(rig.request("/v1/endpoints" + query).GET());
      assertThat(answer.status()).isEqualTo(query.endsWith("%") ? 405 : 400);
      assertThat(rig.send(rig.request("/v1/endpoints").PUT(BodyPublishers.noBody())).status())
          .isEqualTo(405);
    }
  }
}
