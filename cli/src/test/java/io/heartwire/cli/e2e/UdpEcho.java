package io.heartwire.cli.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Counts datagrams that come back: UDP has no retransmission to hide a loss. */
final class UdpEcho {
  private static final int PORT = 7777;

  private UdpEcho() {}

  /** {@code serve} echoes; {@code ask} reads lines {@code ADDRESS COUNT} and prints the count. */
  public static void main(String[] args) throws IOException {
    if (args[0].equals("serve")) {
      serve();
    } else {
      ask();
    }
  }

  private static void serve() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(PORT)) {
      System.out.println("ready");
      DatagramPacket packet = new DatagramPacket(new byte[64], 64);
      while (true) {
        packet.setLength(64);
        socket.receive(packet);
        socket.send(packet);
      }
    }
  }

  private static void ask() throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (DatagramSocket socket = new DatagramSocket()) {
      System.out.println("ready");
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        String[] words = line.split(" ", -1);
        InetAddress to = InetAddress.getByName(words[0]);
        int count = Integer.parseInt(words[1]);
        for (int i = 0; i < count; i++) {
          socket.send(new DatagramPacket(new byte[] {(byte) i}, 1, to, PORT));
          Await.elapse(Duration.ofMillis(1));
        }
        System.out.println("received " + countReplies(socket));
      }
    }
  }

  private static int countReplies(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(300);
    DatagramPacket packet = new DatagramPacket(new byte[64], 64);
    for (int received = 0; ; received++) {
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return received;
      }
    }
  }
}
