package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.heartwire.gateway.session.Session;
import io.heartwire.wire.Bytes;
import io.heartwire.wire.CloseCode;
import io.heartwire.wire.Directives;
import io.heartwire.wire.Frame;
import io.heartwire.wire.GroupVersion;
import io.heartwire.wire.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients on real sockets are told that the data of their group is stale, until they say no more.
 */
class GroupDataTest {
  private static final GroupVersion NOTHING = GroupVersion.NONE;

  @TempDir Path dir;

  private static Frame.Welcome login(RawClient client, GroupVersion has) throws IOException {
    client.send(
        new Frame.Hello(
            1, 0, "dev-1", "", "", "", 0, Bytes.EMPTY, Optional.empty(), List.of(), has));
    return client.receive(Frame.Welcome.class);
  }

  private static GroupVersion ours(long version) {
    return new GroupVersion("default", version);
  }

  private static Directives told(RawClient client, long named) throws IOException {
    client.send(new Frame.Ping(7, Status.NONE, 0, Directives.NONE, named));
    return client.receive(Frame.Pong.class).directives();
  }

  private static void renew(TestGateway it, long version) {
    var inForce = it.gateway.engine().renewGroup("default", version).toCompletableFuture().join();
    it.gateway.sessions().renewed(inForce.group(), inForce.version());
  }

  private static Session session(TestGateway it) {
    return it.gateway.sessions().sessions().get(0);
  }

  @Test
  void everyPongSaysThatItIsStaleUntilAPingNamesTheVersion() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.connect()) {
      assertThat(login(client, NOTHING).groupData()).isEqualTo(ours(0));
      assertThat(told(client, 0)).isEqualTo(Directives.NONE);
      renew(it, 0);

      for (int lost = 0; lost < 5; lost++) {
        assertThat(told(client, 0)).isEqualTo(new Directives(0, 0, 1));
      }
      assertThat(session(it).missedGroupVersion()).isEqualTo(1);
      assertThat(told(client, 1)).isEqualTo(Directives.NONE);
      assertThat(told(client, 0)).as("it need not be repeated").isEqualTo(Directives.NONE);
      assertThat(session(it).groupVersion()).isEqualTo(1);
      assertThat(it.gateway.counters().staleGroups()).isEqualTo(5);
      renew(it, 40);
      assertThat(told(client, 1)).isEqualTo(new Directives(0, 0, 40));
      assertThat(told(client, 41)).as("it has another one").isEqualTo(new Directives(0, 0, 40));
      assertThat(told(client, 40)).isEqualTo(Directives.NONE);
    }
  }

  @Test
  void newTimesAreSaidOnceAndTheVersionAgain() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.connect()) {
      login(client, NOTHING);
      renew(it, 3);
      client.send(new Frame.Ping(1, Status.NONE, 5, Directives.NONE, 0));

      assertThat(client.receive(Frame.Pong.class).directives()).isEqualTo(new Directives(0, 0, 3));
      assertThat(client.receive(Frame.Ping.class).directives())
          .isEqualTo(new Directives(100, 150_000, 3));
      assertThat(told(client, 0)).isEqualTo(new Directives(0, 0, 3));
    }
  }

  @Test
  void aClientThatComesBackIsToldUnlessItHasWhatItsGroupHas() throws IOException {
    try (TestGateway it = TestGateway.with()) {
      renew(it, 8);
      try (RawClient old = it.connect()) {
        assertThat(login(old, ours(7)).groupData()).isEqualTo(ours(8));
        assertThat(told(old, 0)).isEqualTo(new Directives(0, 0, 8));
      }
      try (RawClient stranger = it.connect()) {
        login(stranger, new GroupVersion("another", 8));
        assertThat(told(stranger, 0)).as("another group's").isEqualTo(new Directives(0, 0, 8));
      }
      try (RawClient current = it.connect()) {
        login(current, ours(8));
        assertThat(told(current, 0)).isEqualTo(Directives.NONE);
      }
    }
  }

  @Test
  void theVersionSurvivesARestart() throws IOException {
    String[] settings = {"presence.file", dir.resolve("presence.db").toString()};
    try (TestGateway before = TestGateway.with(settings);
        RawClient client = before.connect()) {
      login(client, NOTHING);
      renew(before, 0);
      assertThat(told(client, 0).groupVersion()).isEqualTo(1);
    }
    try (TestGateway after = TestGateway.with(settings);
        RawClient client = after.connect()) {
      assertThat(login(client, NOTHING).groupData()).isEqualTo(ours(1));
      assertThat(told(client, 0)).isEqualTo(new Directives(0, 0, 1));
      assertThat(told(client, 1)).isEqualTo(Directives.NONE);
      renew(after, 0);
      assertThat(told(client, 1)).isEqualTo(new Directives(0, 0, 2));
    }
  }

  @Test
  void whoOnlySendsMessagesIsAskedOnce() throws IOException {
    try (TestGateway it = TestGateway.with();
        RawClient client = it.connect()) {
      login(client, NOTHING);
      renew(it, 5);
      Frame message = new Frame.Message("t", "1", Bytes.utf8("x"), true);

      client.send(message);
      assertThat(client.receive(Frame.Ping.class).directives()).isEqualTo(new Directives(0, 0, 5));
      client.send(message);
      assertThat(told(client, 5)).isEqualTo(Directives.NONE);
      assertThat(it.gateway.counters().staleGroups()).isEqualTo(1);
      renew(it, 6);
      client.send(message);
      assertThat(client.receive(Frame.Ping.class).directives()).isEqualTo(new Directives(0, 0, 6));
    }
  }

  @Test
  void tagsAreThoseOfTheClientAndOfItsToken() throws IOException {
    String token = "auth.tokens.factory.";
    try (TestGateway it =
            TestGateway.with(token + "secret", "the-secret", token + "tags", "acme, lab,");
        RawClient client = it.connect()) {
      client.send(hello("the-secret", "lab", "floor-2", "lab"));
      client.receive(Frame.Welcome.class);
      assertThat(session(it).tags().names()).containsExactly("acme", "floor-2", "lab");
      for (String bad : List.of("", "a\nb")) {
        try (RawClient hostile = it.connect()) {
          hostile.send(hello("the-secret", "fine", bad));
          Frame.Goodbye goodbye = hostile.receive(Frame.Goodbye.class);
          assertThat(goodbye.code()).isEqualTo(CloseCode.MALFORMED_FRAME);
          assertThat(goodbye.detail()).contains("tag");
        }
      }
    }
  }

  private static Frame hello(String credential, String... tags) {
    return new Frame.Hello(
        1,
        0,
        "dev-1",
        "",
        credential,
        "",
        0,
        Bytes.EMPTY,
        Optional.empty(),
        List.of(tags),
        NOTHING);
  }
}
