package io.heartwire.core.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "Z", "0", "9", "z", "A", "dev-4711", "x.y_z:1@host/tab+2=~"})
  void takesNamesOfDevicesTabsAndProcesses(String name) {
    assertThat(new ClientId(name).value()).isEqualTo(name);
    assertThat(new ClientId(name)).hasToString(name);
    assertThat(ClientId.problemWith(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "é", "\n", "`", "{", "[", "<", "\u0000", ";", "^", "!"})
  void refusesOtherCharactersAndSaysWhichAndWhere(String bad) {
    assertThatThrownBy(() -> new ClientId("ab" + bad))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "client id has the character U+%04X at position 2, allowed are"
                    .formatted((int) bad.charAt(0))
                + " A-Z a-z 0-9 . _ : @ / + = ~ -: remove it");
  }

  @Test
  void takesOneToOneHundredAndTwentyEightCharacters() {
    assertThat(new ClientId("x".repeat(128)).value()).hasSize(128);
    assertThat(ClientId.problemWith("x".repeat(129)))
        .isEqualTo("client id has 129 characters, allowed are 1 to 128: shorten it");
    assertThat(ClientId.problemWith(""))
        .isEqualTo("client id has 0 characters, allowed are 1 to 128: choose one");
  }
}
