package io.heartwire.gateway.transport.mqtt;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.gateway.mqtt.ReasonCode;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.transport.Goodbyes;
import io.heartwire.gateway.transport.Leave;
import io.heartwire.gateway.transport.Lobby;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttProperties;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The last words to a client, by what its version has words for.
 *
 * @param isFive MQTT 5, not 3.1.1
 * @param disconnect why it ends
 * @param farewell where and when to come back
 * @param code what MQTT 5 is told, where that is more than {@code disconnect} says
 * @param mostBytes the largest packet that the client takes
 */
record MqttFarewell(
    boolean isFive,
    Disconnect disconnect,
    Farewell farewell,
    Optional<ReasonCode> code,
    long mostBytes) {
  private static final String RETRY_AFTER = "retry-after-ms";

  /** Beside its properties: header, flags, code and how long the properties are. */
  private static final int BARE_BYTES = 7;

  /** Beside a text: which property it is, and its length. */
  private static final int TEXT_BYTES = 3;

  /** A session ends: MQTT 5 is told with a DISCONNECT, 3.1.1 has none of the server. */
  void ofSession(Channel channel, Lobby lobby) {
    if (Leave.wordlessly(channel, disconnect.reason())) {
      return;
    }
    boolean elsewhere = !farewell.endpoints().isEmpty();
    int number =
        elsewhere
            ? ReasonCode.USE_ANOTHER_SERVER.number()
            : code.map(ReasonCode::number).orElseGet(() -> ReasonCode.ofEnd(disconnect.reason()));
    say(channel, lobby, isFive ? MqttPackets.disconnect(number, properties()) : nothing());
  }

  /** A login ends: with a CONNACK once CONNECT has come, where the version has a code for it. */
  void ofLogin(Channel channel, Lobby lobby, boolean connectCame) {
    ReasonCode reason = code.orElseGet(() -> ReasonCode.ofLogin(disconnect.reason()));
    if (Leave.wordlessly(channel, disconnect.reason())) {
      return;
    }
    if (connectCame && isFive) {
      ReasonCode told = farewell.endpoints().isEmpty() ? reason : ReasonCode.USE_ANOTHER_SERVER;
      say(channel, lobby, MqttPackets.refused(told, properties()));
    } else if (connectCame && reason.returnCode() != 0) {
      say(channel, lobby, MqttPackets.refused(reason.returnCode()));
    } else {
      say(channel, lobby, nothing());
    }
  }

  private static Object nothing() {
    return Unpooled.EMPTY_BUFFER;
  }

  /*
   * The standard: no packet is larger than the client takes, and what would make it so is left out.
   * The words for people go first.
   */
  private MqttProperties properties() {
    MqttProperties told = new MqttProperties();
    String servers = String.join(" ", farewell.endpoints());
    String wait = farewell.retryAfter().map(it -> Long.toString(it.toMillis())).orElse("");
    String words = MqttPackets.reason(Goodbyes.detail(disconnect));
    long left = mostBytes - BARE_BYTES;
    if (!servers.isEmpty() && bytes(servers) <= left) {
      told.add(new MqttProperties.StringProperty(MqttProperties.SERVER_REFERENCE, servers));
      left -= bytes(servers);
    }
    int pair = TEXT_BYTES - 1 + RETRY_AFTER.length() + bytes(wait);
    if (!wait.isEmpty() && pair <= left) {
      told.add(new MqttProperties.UserProperty(RETRY_AFTER, wait));
      left -= pair;
    }
    if (!words.isEmpty() && bytes(words) <= left) {
      told.add(new MqttProperties.StringProperty(MqttProperties.REASON_STRING, words));
    }
    return told;
  }

  private static int bytes(String text) {
    return TEXT_BYTES + text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void say(Channel channel, Lobby lobby, Object words) {
    Leave.politely(
        channel,
        words,
        lobby.settings().limits().farewell(),
        lobby.services().counters().farewellsCut());
  }
}
