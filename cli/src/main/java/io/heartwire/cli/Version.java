package io.heartwire.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version this was built as. */
final class Version implements IVersionProvider {
  static String text() {
    return Objects.requireNonNullElse(
        Heartwire.class.getPackage().getImplementationVersion(), "development");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "heartwire " + text(), "Java " + Runtime.version() + " on " + System.getProperty("os.name")
    };
  }
}
