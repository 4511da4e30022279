package io.heartwire.cli;

import ch.qos.logback.classic.Level;
import io.heartwire.client.ClientState;
import io.heartwire.client.HeartwireClient;
import io.heartwire.client.HeartwireClientBuilder;
import io.heartwire.wire.Frame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An interactive client: one device at the keyboard. */
@Command(
    name = "connect",
    description = {
      "Logs in as one client and stays, until end of input or 'quit'.",
      "Then, one a line: send TYPE TEXT | status KEY=VALUE ... | state | wake | help | quit"
    },
    mixinStandardHelpOptions = true)
final class ConnectCommand implements Callable<Integer> {
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Console console;
  private final Surroundings surroundings;

  @Parameters(
      arity = "0..1",
      paramLabel = "HOST:PORT",
      description = "of the gateway (default: 127.0.0.1:7400; with TLS 127.0.0.1:7443)")
  private @Nullable String address;

  @Option(names = "--id", paramLabel = "ID", description = "the client id (default: a random one)")
  private String id = "";

  @Option(
      names = {"--token", "--credential"},
      paramLabel = "TOKEN",
      description =
          "what to log in with; better set HEARTWIRE_TOKEN, since others see a command line",
      defaultValue = "${env:HEARTWIRE_TOKEN:-}",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private String credential = "";

  @Mixin private TlsOption tls = new TlsOption();

  @Option(names = "--interval", paramLabel = "TIME", description = "the interval to wish for")
  private @Nullable Duration interval;

  private volatile Absence absent = Absence.UNKNOWN;

  ConnectCommand(Console console, Surroundings surroundings) {
    this.console = console;
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    LogSetup.install(console.err(), LogSetup.Format.TEXT, Level.WARN);
    var conversation = new Conversation(console, surroundings.wallClock());
    try (HeartwireClient client = client(conversation)) {
      surroundings.process().atShutdown().accept(client::close);
      client.connect();
      var lines = new BufferedReader(new InputStreamReader(console.in(), Charset.defaultCharset()));
      String line = lines.readLine();
      while (line != null && conversation.obey(line, client)) {
        line = lines.readLine();
      }
      conversation.finish(LAST_WORDS);
    } finally {
      LogSetup.flush();
    }
    return switch (absent) {
      case YES -> ExitCode.NO_GATEWAY;
      case NOT_TRUSTED -> ExitCode.FAILED;
      case UNKNOWN, NO -> ExitCode.OK;
    };
  }

  private String endpoint() {
    if (address != null) {
      return address;
    }
    return tls.isOn() ? "127.0.0.1:7443" : "127.0.0.1:7400";
  }

  private HeartwireClient client(Conversation conversation) {
    String name = id.isEmpty() ? "cli-" + Integer.toHexString(surroundings.random().nextInt()) : id;
    try {
      HeartwireClientBuilder builder =
          HeartwireClient.builder(endpoint())
              .clientId(name)
              .credential(credential)
              .version("heartwire-cli/" + Version.text())
              .status(conversation::status)
              .onMessage(this::show)
              .onState(this::show);
      tls.tls().ifPresent(builder::tls);
      if (interval != null) {
        builder.interval(interval);
      }
      console.line("You are " + name + ". 'help' tells what you can say.");
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, CommandFailure.sentenceOf(e));
    }
  }

  private void show(Frame.Message message) {
    console.line("message " + message.type() + ": " + message.body().toUtf8());
  }

  private void show(ClientState state) {
    console.line(StateWords.of(state, surroundings.wallClock().instant()));
    if (state instanceof ClientState.Online) {
      absent = Absence.NO;
    } else if (absent == Absence.UNKNOWN && StateWords.isUnreachable(state)) {
      absent = Absence.YES;
      console.errorLine(StateWords.unreachable(endpoint(), state));
    } else if (absent == Absence.UNKNOWN && StateWords.isTlsFailed(state)) {
      absent = Absence.NOT_TRUSTED;
      console.errorLine(StateWords.unreachable(endpoint(), state));
    }
  }

  /** Whether there is a gateway at all, and one with which TLS succeeds. */
  private enum Absence {
    UNKNOWN,
    YES,
    NOT_TRUSTED,
    NO
  }
}
