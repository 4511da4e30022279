package io.heartwire.cli.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A server, a router and {@value #NETWORKS} client networks, in three network namespaces.
 *
 * <pre>
 *   server 198.18.0.2 ── 198.18.0.1 router 198.19.0.1 ── clients 198.19.0.2, 198.19.1.2 … 198.19.10.2
 * </pre>
 *
 * <p>Packets are lost in the router only: what is dropped in the server's own namespace is never
 * sent, and its kernel then knows of no retransmission.
 *
 * <p>Needs root, {@code ip}, {@code nft}, {@code sysctl} and {@code nsenter}.
 */
final class FaultNet implements AutoCloseable {
  /** How many client networks there are, a /24 each. */
  static final int NETWORKS = 10;

  /** Where the gateway listens. */
  static final String SERVER = "198.18.0.2";

  /** An address of the clients' machine that no client uses. */
  static final String CLIENTS_HOST = "198.19.0.2";

  private static final List<String> NEEDED = List.of("ip", "nft", "sysctl", "nsenter");

  private final String server;
  private final String router;
  private final String clients;

  /** Builds it; {@code name} is short and tells it from those of other processes. */
  FaultNet(String name) {
    List<String> all = namespaces(name);
    server = all.get(0);
    router = all.get(1);
    clients = all.get(2);
    deleteAll();
    try {
      build();
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  /** The namespaces that it consists of. */
  static List<String> namespaces(String name) {
    return List.of(name + "s", name + "r", name + "c");
  }

  /** What is missing for it here, in one sentence; empty if nothing is. */
  static String missing() {
    if (!SystemCommand.attempt(List.of("id", "-u"), "").output().strip().equals("0")) {
      return "the fault matrix needs root, for network namespaces, priorities and cgroups: run it"
          + " as root";
    }
    for (String command : NEEDED) {
      if (SystemCommand.attempt(List.of("sh", "-c", "command -v " + command), "").exit() != 0) {
        return "the fault matrix needs '"
            + command
            + "', which is not installed: './heartwire faults' in a checkout brings it, or install"
            + " iproute2, nftables, procps and util-linux";
      }
    }
    var trial = SystemCommand.attempt(List.of("unshare", "-n", "true"), "");
    return trial.exit() == 0
        ? ""
        : "the fault matrix needs network namespaces, which this machine refuses ("
            + trial.output().strip()
            + "): run it in a virtual machine or a privileged container";
  }

  private void build() {
    for (String ns : List.of(server, router, clients)) {
      SystemCommand.run("ip", "netns", "add", ns);
      ip(ns, "link set lo up");
    }
    cable(server, "south");
    cable(clients, "north");
    ip(router, "addr add 198.18.0.1/24 dev south", "addr add 198.19.0.1/24 dev north");
    ip(router, "link set south up", "link set north up");
    ip(server, "addr add " + SERVER + "/24 dev eth0", "link set eth0 up");
    ip(clients, "addr add " + CLIENTS_HOST + "/24 dev eth0", "link set eth0 up");
    ip(server, "route add default via 198.18.0.1");
    ip(clients, "route add default via 198.19.0.1");
    ip(router, "route add 198.19.0.0/16 via " + CLIENTS_HOST);
    ip(
        clients,
        IntStream.rangeClosed(1, NETWORKS)
            .mapToObj(k -> "addr add " + clientAddress(k) + "/32 dev eth0")
            .toArray(String[]::new));
    sysctl(router, "net.ipv4.ip_forward=1");
    sysctl(server, "net.core.somaxconn=16384");
    sysctl(clients, "net.ipv4.ip_local_port_range=10000 65000");
    // Connection tracking begins with the first rule that asks for a state: only where it is
    // wanted.
    rules(
        """
        table ip cable {
          chain faults { }
          chain forward { type filter hook forward priority 0; policy accept; jump faults; }
        }
        """);
  }

  private void cable(String end, String name) {
    SystemCommand.run(
        List.of("ip", "-batch", "-"),
        "link add name eth0 netns " + end + " type veth peer name " + name + " netns " + router);
  }

  private static void ip(String ns, String... commands) {
    SystemCommand.run(List.of("ip", "-n", ns, "-batch", "-"), String.join("\n", commands) + "\n");
  }

  private static void sysctl(String ns, String setting) {
    SystemCommand.run("ip", "netns", "exec", ns, "sysctl", "-qw", setting);
  }

  private void rules(String commands) {
    SystemCommand.run(List.of("ip", "netns", "exec", router, "nft", "-f", "-"), commands);
  }

  /** The address that clients of network {@code k} have, 1 to {@value #NETWORKS}. */
  static String clientAddress(int k) {
    return "198.19." + k + ".2";
  }

  /** Lets a command run on the server. Only the network is another one, cgroups are not. */
  List<String> onServer() {
    return inside(server);
  }

  /** Lets a command run on the clients' machine. */
  List<String> onClients() {
    return inside(clients);
  }

  private static List<String> inside(String ns) {
    return List.of("nsenter", "--net=/var/run/netns/" + ns);
  }

  /** Drops everything, both ways. */
  void cutAll() {
    faults(List.of("drop"));
  }

  /** Drops, both ways, what belongs to these client networks. */
  void cut(List<Integer> networks) {
    String sources =
        networks.stream().map(k -> "198.19." + k + ".0/24").collect(Collectors.joining(", "));
    faults(List.of("ip saddr { " + sources + " } drop", "ip daddr { " + sources + " } drop"));
  }

  /** Drops what the server sends. */
  void cutTowardsClients() {
    faults(List.of("iifname south drop"));
  }

  /** Lets the router know connections, and drop what belongs to none it remembers. */
  void trackConnections() {
    // The first rule that asks for a state loads what the settings belong to.
    faults(List.of("ct state invalid drop"));
    sysctl(router, "net.netfilter.nf_conntrack_tcp_loose=0");
  }

  /** From its next packet on, a connection is forgotten once it was idle for so long. */
  void forgetAfter(int seconds) {
    sysctl(router, "net.netfilter.nf_conntrack_tcp_timeout_established=" + seconds);
  }

  /** Lets a few kilobytes fill what the kernels keep of a connection, both ways. */
  void smallBuffers() {
    sysctl(server, "net.ipv4.tcp_wmem=4096 16384 16384");
    sysctl(clients, "net.ipv4.tcp_rmem=4096 8192 8192");
  }

  /** Lets everything pass again. */
  void heal() {
    rules("flush chain ip cable faults\n");
  }

  private void faults(List<String> lines) {
    List<String> all = new ArrayList<>(List.of("flush chain ip cable faults"));
    lines.forEach(line -> all.add("add rule ip cable faults " + line));
    rules(String.join("\n", all) + "\n");
  }

  private void deleteAll() {
    for (String ns : List.of(server, router, clients)) {
      SystemCommand.attempt(List.of("ip", "netns", "del", ns), "");
    }
  }

  @Override
  public void close() {
    deleteAll();
  }
}
