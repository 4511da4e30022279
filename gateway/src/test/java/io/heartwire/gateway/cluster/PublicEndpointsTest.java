package io.heartwire.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublicEndpointsTest {
  private final List<FakePeers> peers = FakePeers.named("gw-a", "gw-b", "gw-c");
  private final List<PublicEndpoints> each = peers.stream().map(PublicEndpoints::new).toList();
  private final RandomGenerator random = new SplittableRandom(3);

  private void allSayWhereTheyAre() {
    for (int i = 0; i < 3; i++) {
      String host = peers.get(i).self() + ".example";
      each.get(i).ours(Map.of("tcp", host + ":7400", "http", host + ":7408"));
    }
  }

  @Test
  void whoIsDrainedIsNamedToNobodyAndSharesNothing() {
    allSayWhereTheyAre();
    assertThat(each.get(0).all("tcp"))
        .containsExactly("gw-a.example:7400", "gw-b.example:7400", "gw-c.example:7400");
    assertThat(each.get(0).taking()).isEqualTo(3);

    each.get(1).weAreDrained();
    assertThat(each.get(0).all("http")).containsExactly("gw-a.example:7408", "gw-c.example:7408");
    assertThat(each.get(0).elsewhere("tcp", random)).containsExactly("gw-c.example:7400");
    assertThat(each.get(0).taking()).isEqualTo(2);
    assertThat(each.get(1).taking()).as("it still lets in who comes").isEqualTo(3);
    assertThat(each.get(1).elsewhere("tcp", random))
        .containsExactlyInAnyOrder("gw-a.example:7400", "gw-c.example:7400");
    assertThat(each.get(0).all("mqtt")).isEmpty();

    peers.get(2).die();
    assertThat(each.get(0).taking()).isEqualTo(1);
    assertThat(each.get(0).elsewhere("tcp", random)).isEmpty();
  }

  @Test
  void eachClientIsSentElsewhereInAnOrderOfItsOwn() {
    allSayWhereTheyAre();
    Set<List<String>> orders = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      orders.add(each.get(0).elsewhere("tcp", random));
    }
    assertThat(orders).hasSize(2);
  }

  @Test
  void aGoodbyeNamesEightAtMost() {
    String[] names = IntStream.range(0, 12).mapToObj(i -> "gw-" + i).toArray(String[]::new);
    List<FakePeers> many = FakePeers.named(names);
    many.forEach(it -> new PublicEndpoints(it).ours(Map.of("tcp", it.self() + ":7400")));
    PublicEndpoints first = new PublicEndpoints(many.get(0));
    assertThat(first.elsewhere("tcp", random)).hasSize(8).doesNotContain("gw-0:7400");
    assertThat(first.all("tcp")).hasSize(12);
  }

  @Test
  void whatAGatewaySaysOfItselfIsShortAndReadAsItWasMeant() {
    Map<String, String> all = new LinkedHashMap<>();
    String host = "heartwire-0.heartwire.production.svc.cluster.local";
    for (String door : List.of("tcp", "tls", "http", "https", "mqtt", "mqtts")) {
      all.put(door, host + ":" + (7_400 + all.size()));
    }
    all.put("https", "[2001:db8::1]:443");
    String text = PublicEndpoints.text(all);
    assertThat(text).hasSizeLessThan(256).startsWith("tcp=" + host + ":7400 tls=:7401 http=:7402");
    assertThat(PublicEndpoints.byListener(text)).isEqualTo(all);
    assertThat(PublicEndpoints.byListener("")).isEmpty();
    assertThat(PublicEndpoints.byListener("what=is this? tcp=a:1")).containsOnlyKeys("tcp");
  }
}
