package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.gateway.session.Session;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Frame;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtTest {
  static final String SECRET = "a secret of thirty-two bytes, or more";
  private static RSAKey rsa;
  private static ECKey ec;

  @BeforeAll
  static void keys() throws JOSEException {
    rsa = new RSAKeyGenerator(2048).keyID("r1").generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("e1").generate();
  }

  static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder().subject("ann").expirationTime(in(600));
  }

  static Date in(long seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  static String signed(JWTClaimsSet.Builder claims) {
    try {
      return signed(claims, JWSAlgorithm.HS256, "", new MACSigner(SECRET));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signed(
      JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, String keyId, JWSSigner signer)
      throws JOSEException {
    var jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims.build());
    jwt.sign(signer);
    return jwt.serialize();
  }

  static TestGateway hmac(String... more) {
    List<String> all = new ArrayList<>(List.of("auth.mode", "jwt", "auth.jwt.secret", SECRET));
    all.addAll(List.of(more));
    return TestGateway.with(all.toArray(String[]::new));
  }

  private static Frame answer(TestGateway it, String token) throws IOException {
    try (RawClient client = it.connect()) {
      client.send(Frame.Hello.of("dev-1", token));
      return client.receive();
    }
  }

  private static void refused(TestGateway it, String token, String why) throws IOException {
    assertThat(answer(it, token))
        .isInstanceOfSatisfying(
            Frame.Goodbye.class,
            goodbye -> assertThat(goodbye.code()).isEqualTo(CloseCode.AUTHENTICATION_FAILED));
    assertThat(it.departure(DisconnectReason.AUTHENTICATION_FAILED).disconnect().detail())
        .contains(why)
        .doesNotContain(token.isEmpty() ? "no token" : token);
  }

  @Test
  void claimsBecomeUserGroupAndTags() throws IOException {
    try (TestGateway it = hmac("auth.jwt.client-claim", "device");
        RawClient client = it.connect()) {
      var claims = claims().claim("device", "dev-1").claim("group", "vip");
      client.send(Frame.Hello.of("dev-1", signed(claims.claim("tags", List.of("floor-2")))));
      client.receive(Frame.Welcome.class);
      Session session = it.gateway.sessions().sessions().iterator().next();
      assertThat(session.user()).contains("ann");
      assertThat(session.group()).isEqualTo("vip");
      assertThat(session.tags().names()).containsExactly("floor-2");
      assertThat(session.expiry()).isPresent();
    }
  }

  @Test
  void aTokenOfAnotherClientIsRefused() throws IOException {
    try (TestGateway it = hmac("auth.jwt.client-claim", "device")) {
      refused(it, signed(claims().claim("device", "dev-2")), "its token is for another client id");
    }
  }

  @Test
  void anUnsignedTokenIsRefused() throws IOException {
    try (TestGateway it = hmac()) {
      refused(it, new PlainJWT(claims().build()).serialize(), "nsecured");
    }
  }

  @Test
  void aPublicKeyIsNoSecret(@TempDir Path folder) throws Exception {
    Path keys = Files.writeString(folder.resolve("keys"), published(rsa));
    try (TestGateway it = jwks(keys.toString())) {
      byte[] known = rsa.toRSAPublicKey().getEncoded();
      refused(it, signed(claims(), JWSAlgorithm.HS256, "r1", new MACSigner(known)), "its token");
      String good = signed(claims(), JWSAlgorithm.PS256, "r1", new RSASSASigner(rsa));
      assertThat(answer(it, good)).isInstanceOf(Frame.Welcome.class);
    }
  }

  @Test
  void whatATokenSaysOfItsOwnKeyIsNotBelieved(@TempDir Path folder) throws Exception {
    RSAKey strangers = new RSAKeyGenerator(2048).keyID("r1").generate();
    AtomicInteger fetches = new AtomicInteger();
    HttpServer stranger = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    stranger.createContext("/", exchange -> fetches.incrementAndGet());
    stranger.start();
    URI url = URI.create("http://127.0.0.1:" + stranger.getAddress().getPort() + "/keys");
    Path keys = Files.writeString(folder.resolve("keys"), published(rsa, ec));
    try (TestGateway it = jwks(keys.toString())) {
      var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r1");
      refused(it, forged(header.jwk(strangers.toPublicJWK()), strangers), "its token");
      header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r1");
      refused(it, forged(header.jwkURL(url).x509CertURL(url), strangers), "its token");
      header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("../../../../dev/null");
      refused(it, forged(header, strangers), "its token");
      assertThat(it.count(DisconnectReason.AUTHENTICATION_FAILED)).isEqualTo(3);
      assertThat(answer(it, forged(new JWSHeader.Builder(JWSAlgorithm.RS256), rsa)))
          .isInstanceOf(Frame.Welcome.class);
      assertThat(fetches).hasValue(0);
    } finally {
      stranger.stop(0);
    }
  }

  private static String forged(JWSHeader.Builder header, RSAKey key) throws JOSEException {
    var jwt = new SignedJWT(header.build(), claims().build());
    jwt.sign(new RSASSASigner(key));
    return jwt.serialize();
  }

  @Test
  void aSignatureThatIsNoneOfItsKindIsRefused(@TempDir Path folder) throws Exception {
    Path keys = Files.writeString(folder.resolve("keys"), published(rsa, ec));
    String good = signed(claims(), JWSAlgorithm.ES256, "e1", new ECDSASigner(ec));
    String signed = good.substring(0, good.lastIndexOf('.') + 1);
    try (TestGateway it = jwks(keys.toString())) {
      // r and s of 0 verify anything where nobody looks at them.
      refused(it, signed + Base64URL.encode(new byte[64]), "its token");
      refused(it, signed, "no JSON Web Token");
      String claims = signed.substring(good.indexOf('.'), signed.length());
      for (String algorithm : List.of("none", "nOnE", "NONE", "")) {
        String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"e1\"}";
        refused(it, Base64URL.encode(header) + claims, "");
      }
      String critical = "{\"alg\":\"ES256\",\"kid\":\"e1\",\"crit\":[\"mine\"],\"mine\":1}";
      refused(it, resigned(critical, claims), "its token");
      assertThat(answer(it, good)).isInstanceOf(Frame.Welcome.class);
    }
  }

  /** {@code claims} between its dots, signed by the right key under this header. */
  private static String resigned(String header, String claims) throws JOSEException {
    String input = Base64URL.encode(header) + claims.substring(0, claims.length() - 1);
    var signer = new ECDSASigner(ec);
    var plain = new JWSHeader(JWSAlgorithm.ES256);
    return input + "." + signer.sign(plain, input.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void whatIsExpiredEarlyForeignOrBrokenIsRefused() throws IOException {
    String[] strict = {"auth.jwt.issuer", "us", "auth.jwt.audience", "gateway"};
    String good = signed(claims().issuer("us").audience("gateway"));
    try (TestGateway it = hmac(strict)) {
      assertThat(answer(it, good)).isInstanceOf(Frame.Welcome.class);
    }
    each(signed(claims().issuer("us").audience("gateway").expirationTime(in(-60))), "Expired");
    each(signed(claims().issuer("us").audience("gateway").notBeforeTime(in(60))), "before use");
    each(signed(claims().issuer("them").audience("gateway")), "iss");
    each(signed(claims().issuer("us").audience("other")), "aud");
    each(signed(claims().issuer("us").audience("gateway").expirationTime(null)), "exp");
    each(good.substring(0, good.length() - 4) + "AAAA", "its token");
    each("", "no JSON Web Token");
    each("not.a.token", "no JSON Web Token");
  }

  private static void each(String token, String why) throws IOException {
    try (TestGateway it = hmac("auth.jwt.issuer", "us", "auth.jwt.audience", "gateway")) {
      refused(it, token, why);
    }
  }

  private static String published(JWK... keys) {
    return new JWKSet(List.of(keys)).toString(true);
  }

  private static TestGateway jwks(String where, String... more) {
    List<String> all = new ArrayList<>(List.of("auth.mode", "jwt", "auth.jwt.jwks", where));
    all.addAll(List.of(more));
    return TestGateway.with(all.toArray(String[]::new));
  }

  @Test
  void keysAreFetchedKeptAndExchanged() throws Exception {
    AtomicReference<String> keys = new AtomicReference<>(published(rsa));
    AtomicInteger fetches = new AtomicInteger();
    HttpServer issuer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    issuer.createContext(
        "/keys",
        exchange -> {
          fetches.incrementAndGet();
          byte[] body = keys.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
    String url = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys";
    String old = signed(claims(), JWSAlgorithm.RS256, "r1", new RSASSASigner(rsa));
    String next = signed(claims(), JWSAlgorithm.ES256, "e1", new ECDSASigner(ec));
    try (TestGateway it = jwks(url, "auth.jwt.jwks-max-age", "1s")) {
      assertThat(answer(it, old)).isInstanceOf(Frame.Welcome.class);
      assertThat(answer(it, old)).isInstanceOf(Frame.Welcome.class);
      assertThat(fetches).hasValue(1);
      keys.set(published(ec));
      TestGateway.await("the new key", () -> isWelcome(it, next));
      refused(it, old, "its token");
      issuer.stop(0);
      // Nothing can be fetched: what was fetched last is good for a while.
      assertThat(answer(it, next)).isInstanceOf(Frame.Welcome.class);
    } finally {
      issuer.stop(0);
    }
  }

  private static boolean isWelcome(TestGateway it, String token) {
    try {
      return answer(it, token) instanceof Frame.Welcome;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void keysThatCannotBeHadAreNotTheClientsFault() throws Exception {
    HttpServer closed = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    String url = "http://127.0.0.1:" + closed.getAddress().getPort() + "/keys";
    closed.stop(0);
    try (TestGateway it = jwks(url)) {
      String token = signed(claims(), JWSAlgorithm.ES256, "e1", new ECDSASigner(ec));
      assertThat(answer(it, token))
          .isInstanceOfSatisfying(
              Frame.Goodbye.class,
              goodbye ->
                  assertThat(Set.of(goodbye.code()))
                      .containsExactly(CloseCode.AUTHENTICATOR_UNAVAILABLE));
    }
  }

  @Test
  void aSecretAndPublicKeysTogetherAreRefused() {
    assertThatThrownBy(() -> hmac("auth.jwt.jwks", "keys.json")).hasMessageContaining("not both");
    assertThatThrownBy(() -> hmac("auth.jwt.secret", "short")).hasMessageContaining("32");
  }
}
