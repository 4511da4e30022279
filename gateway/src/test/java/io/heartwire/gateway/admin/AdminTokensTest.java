package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heartwire.gateway.config.GatewayConfig;
import io.heartwire.gateway.session.SecretHash;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class AdminTokensTest {
  private static final String SEE = "a-token-to-see-with";
  private static final String DO = "a-token-to-do-with";

  private static AdminDoor secured() {
    return AdminDoor.with("admin.read-token", SEE, "admin.operate-token", SecretHash.text(DO));
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  @Test
  void withoutATokenOnlyHealthIsTold() {
    try (AdminDoor door = secured()) {
      assertThat(door.get("/healthz").status()).isEqualTo(200);
      assertThat(door.get("/readyz").status()).isEqualTo(200);
      assertThat(door.get("/api/v1/status").status()).isEqualTo(401);
      assertThat(door.get("/metrics").status()).isEqualTo(401);
      assertThat(door.get("/").status()).isEqualTo(401);
      assertThat(door.get("/api/v1/status", bearer("wrong")).status()).isEqualTo(401);
      assertThat(door.get("/api/v1/status", bearer(SecretHash.text(DO))).status()).isEqualTo(401);
      assertThat(door.get("/api/v1/status", "Authorization", "Basic !!").status()).isEqualTo(401);
    }
  }

  @Test
  void oneTokenSeesAndTheOtherDoes() {
    try (AdminDoor door = secured()) {
      assertThat(door.get("/api/v1/status", bearer(SEE)).status()).isEqualTo(200);
      assertThat(door.get("/metrics", bearer(SEE)).status()).isEqualTo(200);
      assertThat(door.send("POST", "/api/v1/config/reload", "", bearer(SEE)).status())
          .isEqualTo(403);
      assertThat(door.send("DELETE", "/api/v1/clients/dev-1", "", bearer(SEE)).status())
          .isEqualTo(403);
      assertThat(door.get("/api/v1/status", bearer(DO)).status()).isEqualTo(200);
      assertThat(door.send("POST", "/api/v1/config/reload", "", bearer(DO)).status())
          .isEqualTo(200);
    }
  }

  @Test
  void aBrowserSendsTheTokenAsAPassword() {
    try (AdminDoor door = secured()) {
      String pair =
          Base64.getEncoder().encodeToString(("me:" + SEE).getBytes(StandardCharsets.UTF_8));
      assertThat(door.get("/", "Authorization", "Basic " + pair).status()).isEqualTo(200);
    }
  }

  @Test
  void otherAddressesNeedAToken() {
    assertThatThrownBy(() -> GatewayConfig.of("admin.host", "0.0.0.0"))
        .hasMessageContaining("admin.operate-token");
    assertThatThrownBy(() -> GatewayConfig.of("admin.read-token", SEE))
        .hasMessageContaining("needs admin.operate-token");
    assertThatThrownBy(() -> GatewayConfig.of("admin.operate-token", "short"))
        .hasMessageContaining("admin.operate-token (characters)");
    assertThatThrownBy(() -> GatewayConfig.of("admin.operate-token", "sha256:0123456789abcdef"))
        .hasMessageContaining("is no hash")
        .hasMessageNotContaining("0123456789");
    var config = GatewayConfig.of("admin.host", "0.0.0.0", "admin.operate-token", DO);
    assertThat(config.admin().host()).isEqualTo("0.0.0.0");
    assertThat(config.toString()).doesNotContain(DO);
  }
}
