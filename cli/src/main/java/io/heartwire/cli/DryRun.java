package io.heartwire.cli;

import picocli.CommandLine.Option;

/** Of a lever: to be told what would happen, and nothing else. */
final class DryRun {
  @Option(names = "--dry-run", description = "tells what would happen, and changes nothing")
  private boolean asked;

  boolean asked() {
    return asked;
  }

  /** The query of a path that has none yet. */
  String query() {
    return asked ? "?dryRun=true" : "";
  }
}
