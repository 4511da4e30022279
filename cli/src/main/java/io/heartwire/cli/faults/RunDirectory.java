package io.heartwire.cli.faults;

import io.heartwire.gateway.dispatch.MessageHandler;
import io.heartwire.gateway.session.Authenticator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that names the faulty application to the service loader of the gateway under test, as
 * a user's jar would. Nobody else has it on the class path.
 */
final class RunDirectory implements AutoCloseable {
  private final Path directory;

  RunDirectory() {
    try {
      directory = Files.createTempDirectory("heartwire-faults");
      Path services = Files.createDirectories(directory.resolve("META-INF/services"));
      Files.writeString(
          services.resolve(MessageHandler.class.getName()), FaultyHandler.class.getName());
      Files.writeString(
          services.resolve(Authenticator.class.getName()), FaultyAuthenticator.class.getName());
    } catch (IOException e) {
      throw new UncheckedIOException("no directory for the faulty application: " + e, e);
    }
  }

  /** What to put on the class path. */
  String path() {
    return directory.toString();
  }

  /** A file in it. */
  Path file(String name) {
    return directory.resolve(name);
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " could not be deleted: " + e, e);
    }
  }
}
