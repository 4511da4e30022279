import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.log4j.BasicConfigurator;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;

/** Moquette with native epoll, without persistence and without its reports to its maker. */
final class MoquettePeer {
  private MoquettePeer() {}

  /** The argument is not used: MQTT clients say what silence they want. */
  public static void main(String[] args) throws Exception {
    BasicConfigurator.configure();
    Logger.getRootLogger().setLevel(Level.WARN);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path data = Files.createTempDirectory("moquette");
    Properties settings = new Properties();
    settings.setProperty("host", "127.0.0.1");
    settings.setProperty("port", "" + port);
    settings.setProperty("allow_anonymous", "true");
    settings.setProperty("persistence_enabled", "false");
    settings.setProperty("data_path", data.toString());
    settings.setProperty("telemetry_enabled", "false");
    settings.setProperty("netty.epoll", "true");
    settings.setProperty("netty.so_backlog", "4096");
    new Server().startServer(new MemoryConfig(settings));
    System.out.println("ready " + port);
  }
}
