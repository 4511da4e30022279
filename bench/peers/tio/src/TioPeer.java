import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import org.tio.core.ChannelContext;
import org.tio.core.Tio;
import org.tio.core.TioConfig;
import org.tio.core.intf.Packet;
import org.tio.server.DefaultTioServerListener;
import org.tio.server.TioServer;
import org.tio.server.TioServerConfig;
import org.tio.server.intf.TioServerHandler;

/**
 * t-io with the smallest protocol it can have: four bytes of length, then as many, sent back. The
 * argument is the silence in milliseconds after which it closes a connection.
 */
final class TioPeer {
  private static final int HEAD = 4;

  private TioPeer() {}

  /** See above. */
  public static void main(String[] args) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    TioServerConfig config = new TioServerConfig(new Echo(), new DefaultTioServerListener());
    config.setHeartbeatTimeout(Long.parseLong(args[0]));
    TioServer server = new TioServer(config);
    server.setCheckLastVersion(false);
    server.start("127.0.0.1", port);
    System.out.println("ready " + port);
  }

  private static final class Body extends Packet {
    private static final long serialVersionUID = 1;
    private final byte[] bytes;

    Body(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private static final class Echo implements TioServerHandler {
    @Override
    public Packet decode(ByteBuffer in, int limit, int position, int readable, ChannelContext ctx) {
      if (readable < HEAD) {
        return null;
      }
      int length = in.getInt();
      if (readable < HEAD + length) {
        return null;
      }
      byte[] bytes = new byte[length];
      in.get(bytes);
      return new Body(bytes);
    }

    @Override
    public ByteBuffer encode(Packet packet, TioConfig config, ChannelContext ctx) {
      byte[] bytes = ((Body) packet).bytes;
      ByteBuffer out = ByteBuffer.allocate(HEAD + bytes.length);
      return out.putInt(bytes.length).put(bytes);
    }

    @Override
    public void handler(Packet packet, ChannelContext ctx) {
      Tio.send(ctx, packet);
    }
  }
}
