package io.heartwire.cli.e2e;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two hosts and a router between them, each a network namespace: a cable that can be cut.
 *
 * <pre>
 *   server 198.18.0.2, .11 ….(10+N) ── 198.18.0.1 router 198.19.0.1 ── client 198.19.0.2, 198.19.1.2 … 198.19.N.2
 * </pre>
 *
 * <p>A connection to server address {@code 198.18.0.(10+k)} leaves from client address {@code
 * 198.19.k.2}, so that one client process has many sources in as many /24s. Packets are dropped in
 * the router only: a route that drops in the server's own namespace hides the retransmissions.
 *
 * <p>Any number of them may be there at a time.
 *
 * <p>Needs root, {@code ip} and {@code nft}; where they are missing the constructor fails with a
 * sentence that says so.
 */
final class NetLab implements AutoCloseable {
  /** How many client networks there are. */
  static final int NETWORKS = 20;

  private static final AtomicInteger BUILT = new AtomicInteger();

  private final String server;
  private final String router;
  private final String client;
  private final Thread lastResort = new Thread(this::deleteAll, "net-lab-last-resort");

  NetLab() {
    require("id -u | grep -qx 0", "run it as root");
    require("command -v ip", "install iproute2");
    require("command -v nft", "install nftables");
    String run = Long.toString(ProcessHandle.current().pid(), 36) + "-" + BUILT.incrementAndGet();
    server = "hw" + run + "s";
    router = "hw" + run + "r";
    client = "hw" + run + "c";
    Runtime.getRuntime().addShutdownHook(lastResort);
    deleteAll();
    try {
      build();
    } catch (AssertionError | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static void require(String check, String remedy) {
    Shell.Outcome outcome = Shell.attempt("{ " + check + "; } 2>&1", "");
    if (outcome.exit() != 0) {
      throw new AssertionError(
          "the cable tests need network namespaces (root, ip, nft), and here '"
              + check
              + "' fails: "
              + remedy
              + ", or leave the group out with './heartwire test --without netns'");
    }
  }

  private void build() {
    for (String ns : List.of(server, router, client)) {
      Shell.run("ip netns add " + ns);
      Shell.run("ip -n " + ns + " link set lo up");
    }
    Shell.run(
        "ip link add name eth0 netns " + server + " type veth peer name south netns " + router);
    Shell.run(
        "ip link add name eth0 netns " + client + " type veth peer name north netns " + router);
    up(router, "south", "198.18.0.1/24");
    up(router, "north", "198.19.0.1/24");
    up(server, "eth0", "198.18.0.2/24");
    up(client, "eth0", "198.19.0.2/24");
    batch(server, "route add default via 198.18.0.1");
    batch(client, "route add default via 198.19.0.1");
    batch(router, "route add 198.19.0.0/16 via 198.19.0.2");
    batch(
        server,
        IntStream.rangeClosed(1, NETWORKS)
            .mapToObj(k -> "addr add " + serverAddress(k) + "/32 dev eth0")
            .collect(Collectors.joining("\n")));
    List<String> sources = new ArrayList<>();
    for (int k = 1; k <= NETWORKS; k++) {
      sources.add("addr add 198.19." + k + ".2/32 dev eth0");
      sources.add("route add " + serverAddress(k) + " via 198.19.0.1 src 198.19." + k + ".2");
    }
    batch(client, String.join("\n", sources));
    Shell.run("ip netns exec " + router + " sysctl -qw net.ipv4.ip_forward=1");
    rules(
        "table ip cable {\n"
            + " set cut { type ipv4_addr . inet_service; }\n"
            + " chain faults { }\n"
            + " chain forward { type filter hook forward priority 0; policy accept; jump faults; }\n"
            + "}\n");
  }

  private static void up(String ns, String device, String address) {
    Shell.run("ip -n " + ns + " addr add " + address + " dev " + device);
    Shell.run("ip -n " + ns + " link set " + device + " up");
  }

  private static void batch(String ns, String commands) {
    Shell.Outcome outcome = Shell.attempt("ip -n " + ns + " -batch -", commands + "\n");
    if (outcome.exit() != 0) {
      throw new AssertionError("ip in " + ns + ": " + outcome.output());
    }
  }

  private void rules(String commands) {
    Shell.Outcome outcome = Shell.attempt("ip netns exec " + router + " nft -f -", commands);
    if (outcome.exit() != 0) {
      throw new AssertionError("nft in " + router + ": " + outcome.output() + "\n" + commands);
    }
  }

  /** The server's address for client network {@code k}, 1 to {@link #NETWORKS}. */
  static String serverAddress(int k) {
    return "198.18.0." + (10 + k);
  }

  /** Puts a command into the server's namespace. */
  List<String> onServer() {
    return List.of("ip", "netns", "exec", server);
  }

  /** Puts a command into the client's namespace. */
  List<String> onClient() {
    return List.of("ip", "netns", "exec", client);
  }

  /** Drops every packet, both ways. */
  void cutAll() {
    fault("drop");
  }

  /** Drops every ping and its answer, and nothing else. */
  void cutPings() {
    fault("ip protocol icmp drop");
  }

  /** Drops what the server sends. */
  void cutTowardsClients() {
    fault("iifname south drop");
  }

  /** Drops what the clients send. */
  void cutTowardsServer() {
    fault("iifname north drop");
  }

  /** Drops both ways what belongs to these clients, each {@code address:port}. */
  void cutClients(Collection<String> remotes) {
    String elements =
        remotes.stream().map(r -> r.replace(":", " . ")).collect(Collectors.joining(", "));
    rules(
        "flush chain ip cable faults\n"
            + "add element ip cable cut { "
            + elements
            + " }\n"
            + "add rule ip cable faults ip saddr . tcp sport @cut drop\n"
            + "add rule ip cable faults ip daddr . tcp dport @cut drop\n");
  }

  /** Loses packets at random, both ways, {@code percent} of each. */
  void lose(int percent) {
    fault("numgen random mod 100 < " + percent + " drop");
  }

  /**
   * Lets the router forget connections that were idle for so long, as a NAT does, and drop without
   * a word what belongs to none it knows.
   */
  void forgetAfter(int seconds) {
    // The first rule that asks for a state loads what the settings belong to.
    fault("ct state invalid drop");
    for (String setting :
        List.of("loose=0", "timeout_established=" + seconds, "timeout_unacknowledged=300")) {
      Shell.run(
          "ip netns exec " + router + " sysctl -qw net.netfilter.nf_conntrack_tcp_" + setting);
    }
  }

  /** Lets everything pass again. */
  void heal() {
    rules("flush chain ip cable faults\nflush set ip cable cut\n");
  }

  private void fault(String rule) {
    rules("flush chain ip cable faults\nadd rule ip cable faults " + rule + "\n");
  }

  private void deleteAll() {
    for (String ns : List.of(server, router, client)) {
      Shell.attempt("ip netns del " + ns + " 2>/dev/null", "");
    }
  }

  @Override
  public void close() {
    deleteAll();
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }
}
