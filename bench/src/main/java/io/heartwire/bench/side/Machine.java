package io.heartwire.bench.side;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the figures were taken on.
 *
 * @param processor its name
 * @param cores how many of them
 * @param kernel its version
 * @param jdk where the newest JDK is
 * @param jdkVersion its version
 */
record Machine(String processor, int cores, String kernel, Path jdk, String jdkVersion) {
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)([^\"]*)\"");

  /** Throws if the comparison cannot be made here, saying what is missing. */
  static Machine look() throws IOException, InterruptedException {
    if (!Files.exists(Path.of("/proc/stat"))) {
      throw new IOException("the comparison needs Linux: it reads /proc and pins with taskset");
    }
    if (!run("taskset", "-c", "0", "true").isPresent()) {
      throw new IOException("there is no taskset: install it (apt-get install util-linux)");
    }
    String kernel = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    String processor =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown processor");
    int cores =
        (int)
            Files.readAllLines(Path.of("/proc/stat")).stream()
                .filter(line -> line.matches("cpu\\d+ .*"))
                .count();
    Path jdk = newestJdk();
    return new Machine(processor, cores, kernel, jdk, versionOf(jdk).orElse("unknown"));
  }

  /** The server on the first processor, the generator on the second. */
  Lab lab(Path root, String gatewayClasspath) throws InterruptedException {
    if (cores < 2) {
      Progress.say("one processor: server and generator share it, and no figure means much");
    }
    return new Lab(
        root.toAbsolutePath().normalize(),
        root.toAbsolutePath().normalize().resolve("bench/target/side"),
        jdk,
        gatewayClasspath,
        raised(),
        0,
        Math.min(1, cores - 1));
  }

  /**
   * What puts a command into a session of its own, and before others on this machine if we may.
   * Where the kernel groups processes by session, a priority counts within the session only. With
   * the session it has a group of its own, which ends as a whole.
   */
  private static List<String> raised() throws InterruptedException {
    List<String> raise =
        List.of(
            "setsid",
            "sh",
            "-c",
            "{ echo -15 >/proc/self/autogroup; } 2>/dev/null; exec nice -n -15 \"$@\"",
            "raise");
    List<String> attempt = new ArrayList<>(raise);
    attempt.add("true");
    Optional<String> answer = run(attempt.toArray(new String[0]));
    return answer.isPresent() && answer.get().isEmpty() ? raise : List.of("setsid");
  }

  /** One word for a file name. */
  String kind() {
    return (processor.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "-" + cores + "c")
        .replaceAll("-+", "-");
  }

  String text() {
    return processor
        + ", "
        + cores
        + " processors, Linux "
        + kernel
        + ", Java servers on JDK "
        + jdkVersion;
  }

  private static Path newestJdk() throws IOException {
    Path running = Path.of(System.getProperty("java.home"));
    Path installed = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(installed)) {
      return running;
    }
    try (Stream<Path> homes = Files.list(installed)) {
      return Stream.concat(Stream.of(running), homes)
          .filter(home -> Files.isExecutable(home.resolve("bin/jcmd")))
          .max(Comparator.comparingInt(Machine::majorOf))
          .orElseThrow(
              () -> new IOException("there is no JDK with jcmd: install openjdk-17-jdk-headless"));
    }
  }

  private static int majorOf(Path home) {
    return versionOf(home).map(v -> Integer.parseInt(v.replaceAll("\\D.*", ""))).orElse(0);
  }

  private static Optional<String> versionOf(Path home) {
    try {
      Matcher version = VERSION.matcher(Files.readString(home.resolve("release")));
      return version.find() ? Optional.of(version.group(1) + version.group(2)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.of(said) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
