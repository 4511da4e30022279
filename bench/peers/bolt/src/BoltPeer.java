import com.alipay.remoting.rpc.RpcServer;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * SOFABolt as it is, answering its own heartbeats. The argument is the silence in milliseconds
 * after which it closes a connection.
 */
final class BoltPeer {
  private BoltPeer() {}

  /** See above. */
  public static void main(String[] args) throws Exception {
    System.setProperty("bolt.tcp.server.idle.interval", args[0]);
    System.setProperty("bolt.tcp.so.backlog", "4096");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    RpcServer server = new RpcServer("127.0.0.1", port);
    server.startup();
    System.out.println("ready " + port);
  }
}
