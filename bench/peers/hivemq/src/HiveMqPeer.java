import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * HiveMQ CE in its embedded form: sessions in memory, no reports to its maker, everybody let in.
 */
final class HiveMqPeer {
  private HiveMqPeer() {}

  /** The argument is not used: MQTT clients say what silence they want. */
  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path home = Files.createTempDirectory("hivemq");
    Path settings = Files.createDirectory(home.resolve("conf"));
    Files.writeString(
        settings.resolve("config.xml"),
        """
        <?xml version="1.0" encoding="UTF-8" ?>
        <hivemq>
          <listeners>
            <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
          </listeners>
          <persistence><mode>in-memory</mode></persistence>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
            .formatted(port));
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(settings)
            .withDataFolder(Files.createDirectory(home.resolve("data")))
            .withExtensionsFolder(Files.createDirectory(home.resolve("extensions")))
            .withEmbeddedExtension(everybodyMayIn())
            .withoutLoggingBootstrap()
            .build();
    broker.start().join();
    System.out.println("ready " + port);
  }

  private static EmbeddedExtension everybodyMayIn() {
    SimpleAuthenticator welcome = (input, output) -> output.authenticateSuccessfully();
    return EmbeddedExtension.builder()
        .withId("everybody")
        .withName("everybody")
        .withVersion("1")
        .withAuthor("bench")
        .withExtensionMain(
            new ExtensionMain() {
              @Override
              public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
                Services.securityRegistry().setAuthenticatorProvider(provider -> welcome);
              }

              @Override
              public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
            })
        .build();
  }
}
