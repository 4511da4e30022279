package io.heartwire.gateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.core.liveness.ClientId;
import io.heartwire.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResumeKeyTest {
  private static final byte[] SECRET = "of the cluster".getBytes(StandardCharsets.US_ASCII);
  private static final ClientId CLIENT = new ClientId("dev-1");
  private final ResumeKey key = new ResumeKey(SECRET);

  @Test
  void isTheSameAtEveryGatewayAndInEveryVersion() {
    // printf '\0\0\0\0\0\0\0\7dev-1' | openssl dgst -sha256 -hmac 'of the cluster'
    assertThat(key.token(CLIENT, 7).toByteArray())
        .asHexString()
        .isEqualTo("0000000000000007" + "9F70E5F805C0757231393C4C08622C18");
  }

  @Test
  void isGoodForItsClientItsEpochAndItsSecretOnly() {
    Bytes token = key.token(CLIENT, 7);
    assertThat(key.epoch(CLIENT, token)).hasValue(7);
    assertThat(key.epoch(new ClientId("dev-2"), token)).isEmpty();
    assertThat(new ResumeKey(new byte[32]).epoch(CLIENT, token)).isEmpty();
    byte[] later = token.toByteArray();
    later[Long.BYTES - 1]++;
    assertThat(key.epoch(CLIENT, Bytes.copyOf(later))).isEmpty();
    assertThat(key.epoch(CLIENT, Bytes.EMPTY)).isEmpty();
  }

  @Test
  void servesManyThreadsAtATime() {
    List<Bytes> alone = IntStream.range(0, 20_000).mapToObj(i -> key.token(CLIENT, i)).toList();
    List<Bytes> together =
        IntStream.range(0, 20_000).parallel().mapToObj(i -> key.token(CLIENT, i)).toList();
    assertThat(together).isEqualTo(alone);
  }
}
