package io.heartwire.gateway.transport;

import io.heartwire.gateway.session.SharedValues;
import io.heartwire.gateway.session.Tags;
import io.netty.channel.WriteBufferWaterMark;
import java.util.Set;

/**
 * What the connections share that came through one listener under the same settings, so that each
 * keeps one reference. Thread safe.
 *
 * @param settings how the listener behaves
 * @param services what all listeners share
 * @param strangers those that have not logged in
 * @param waterMark how much may wait to be written to one of them
 * @param versions the versions of their software
 * @param statuses where what they say of their condition goes
 * @param tags the tags they brought
 */
public record Lobby(
    TcpSettings settings,
    TcpServices services,
    Set<Guest> strangers,
    WriteBufferWaterMark waterMark,
    SharedValues<String> versions,
    StatusWatch.Surroundings statuses,
    SharedValues<Tags> tags) {

  static Lobby of(TcpSettings settings, TcpServices services, Set<Guest> strangers) {
    int high = settings.limits().outboundMaxBytes();
    return new Lobby(
        settings,
        services,
        strangers,
        new WriteBufferWaterMark(high / 2, high),
        new SharedValues<>(),
        StatusWatch.Surroundings.of(services),
        new SharedValues<>());
  }
}
