package io.heartwire.gateway;

import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.gateway.admission.AdmissionControl;
import io.heartwire.gateway.config.AuthConfig;
import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.config.LoginConfig;
import io.heartwire.gateway.config.TcpListenerConfig;
import io.heartwire.gateway.config.TransportChoice;
import io.heartwire.gateway.session.Authenticator;
import io.heartwire.gateway.session.Identity;
import io.heartwire.gateway.session.Policies;
import io.heartwire.gateway.session.SessionRegistry;
import io.heartwire.gateway.session.StaticTokens;
import io.heartwire.gateway.transport.TcpSettings;
import io.heartwire.netty.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What the configuration's words mean to the parts of a gateway. */
final class Wiring {
  /** How long a peer has to read a goodbye. */
  static final Duration FAREWELL = Duration.ofSeconds(1);

  private Wiring() {}

  static Transport transport(TransportChoice choice) {
    return switch (choice) {
      case AUTO -> Transport.best();
      case EPOLL -> Transport.EPOLL;
      case NIO -> Transport.NIO;
      case IO_URING -> Transport.IO_URING;
    };
  }

  static SessionRegistry.SecondLogin secondLogin(LoginConfig.Existing existing) {
    return switch (existing) {
      case TAKE_OVER -> SessionRegistry.SecondLogin.TAKE_OVER;
      case REJECT -> SessionRegistry.SecondLogin.REJECT;
    };
  }

  static Policies.Settings policies(GatewayConfig config) {
    Map<String, LivenessPolicy> groups = new HashMap<>();
    config.groups().keySet().forEach(name -> groups.put(name, config.policy(name)));
    return new Policies.Settings(
        config.policy(GatewayConfig.DEFAULT_GROUP),
        groups,
        config.liveness().wishedIntervalMin(),
        config.liveness().longestWish());
  }

  static AdmissionControl.Settings admission(GatewayConfig config) {
    return new AdmissionControl.Settings(
        config.admission().rate(), config.admission().slowLogin(), config.login().inFlightMax());
  }

  static Authenticator authenticator(AuthConfig config) {
    if (config.open()) {
      return Authenticator.OPEN;
    }
    return new StaticTokens(
        config.tokens().values().stream()
            .map(
                token ->
                    new StaticTokens.Token(
                        token.secret(),
                        new Identity(
                            Optional.of(token.user()).filter(user -> !user.isEmpty()),
                            token.group()),
                        token::allows))
            .toList());
  }

  /** A generator for one event loop: those need not be thread safe, nor unpredictable. */
  static RandomGenerator perLoop(RandomGenerator seeds) {
    return new SplittableRandom(seeds.nextLong());
  }

  static TcpSettings tcp(String name, GatewayConfig config) {
    TcpListenerConfig tcp = config.listeners().tcp();
    return new TcpSettings(
        name,
        new InetSocketAddress(tcp.host(), tcp.port()),
        config.tcpKnobs(),
        new TcpSettings.Limits(
            (int) tcp.maxFrame().bytes(), (int) tcp.outboundMax().bytes(), FAREWELL),
        config.loginPolicy(),
        config.longestPolicy());
  }
}
