package io.heartwire.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WindowTest {
  private static int taken(Window window, String id) {
    return ((Window.Taken) window.take(id)).packetId();
  }

  @Test
  void takesAsManyAsTheClientSaid() {
    Window window = new Window(2);
    assertThat(taken(window, "a")).isEqualTo(1);
    assertThat(taken(window, "b")).isEqualTo(2);
    assertThat(window.takeRefused()).isFalse();
    assertThat(window.take("c")).isInstanceOf(Window.Full.class);

    assertThat(window.acknowledged(1)).hasValue("a");
    assertThat(window.takeRefused()).isTrue();
    assertThat(window.takeRefused()).isFalse();
    assertThat(taken(window, "c")).isEqualTo(3);
  }

  @Test
  void sendsNothingTwiceOnOneConnection() {
    Window window = new Window(10);
    int packetId = taken(window, "a");
    assertThat(window.take("a")).isInstanceOf(Window.Known.class);
    assertThat(window.acknowledged(packetId)).hasValue("a");
    assertThat(window.acknowledged(packetId)).isEmpty();
    assertThat(window.take("a")).as("it was on its way back").isInstanceOf(Window.Known.class);
    for (int i = 0; i < 32; i++) {
      window.acknowledged(taken(window, "m" + i));
    }
    assertThat(window.take("a")).isInstanceOf(Window.Taken.class);
  }

  @Test
  void passesOverIdentifiersThatAreInUse() {
    Window window = new Window(10);
    assertThat(taken(window, "stays")).isEqualTo(1);
    for (int i = 2; i <= 65_535; i++) {
      int packetId = taken(window, "m" + i);
      assertThat(packetId).isEqualTo(i);
      window.acknowledged(packetId);
    }

    assertThat(taken(window, "next")).isEqualTo(2);
  }

  @Test
  void neverTakesMoreThanItsOwnBound() {
    Window window = new Window(65_535);
    for (int i = 0; i < Window.MOST; i++) {
      taken(window, "m" + i);
    }

    assertThat(window.take("one more")).isInstanceOf(Window.Full.class);
    assertThatThrownBy(() -> new Window(0)).hasMessageContaining("must be at least 1");
  }
}
