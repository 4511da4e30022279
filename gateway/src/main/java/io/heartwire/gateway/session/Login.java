package io.heartwire.gateway.session;

import io.heartwire.core.liveness.ClientId;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * What a peer said about itself to be let in. Nothing of it has been verified but the form of the
 * client id.
 *
 * @param clientId the device, tab or process
 * @param user the user it claims to act for; empty if none
 * @param credential its secret; never logged
 * @param version the version of the client software; empty if not said
 * @param wishedInterval the heartbeat interval it would like; zero if it does not care
 * @param listener the name of the listener it came through
 * @param remoteAddress where it came from
 * @param tags words it would like to be found by
 * @param certified whether the certificate of its connection proves the client id
 */
public record Login(
    ClientId clientId,
    String user,
    String credential,
    String version,
    Duration wishedInterval,
    String listener,
    InetSocketAddress remoteAddress,
    Tags tags,
    boolean certified) {

  /** Without a certificate. */
  public Login(
      ClientId clientId,
      String user,
      String credential,
      String version,
      Duration wishedInterval,
      String listener,
      InetSocketAddress remoteAddress,
      Tags tags) {
    this(clientId, user, credential, version, wishedInterval, listener, remoteAddress, tags, false);
  }

  /** Without tags and certificate. */
  public Login(
      ClientId clientId,
      String user,
      String credential,
      String version,
      Duration wishedInterval,
      String listener,
      InetSocketAddress remoteAddress) {
    this(clientId, user, credential, version, wishedInterval, listener, remoteAddress, Tags.NONE);
  }

  /** The same, proved by a certificate. */
  public Login withCertificate() {
    return new Login(
        clientId, user, credential, version, wishedInterval, listener, remoteAddress, tags, true);
  }

  /** Without the credential. */
  @Override
  public String toString() {
    return "Login[" + clientId + " from " + remoteAddress + " on " + listener + "]";
  }
}
