package io.heartwire.cli.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes that pages show compile against what stands. */
class PageExamplesTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```java\\R(.*?)^```");
  private static final Pattern NAME = Pattern.compile("(?m)^public final class (\\w+)");

  @TempDir Path directory;

  @Test
  void everyClassThatAPageShowsCompiles() throws IOException {
    List<JavaFileObject> classes = new ArrayList<>();
    for (Path page : Sources.endingWith(Sources.root(), ".md")) {
      Matcher example = EXAMPLE.matcher(Sources.read(page));
      while (example.find()) {
        Matcher name = NAME.matcher(example.group(1));
        if (name.find()) {
          classes.add(new Example(name.group(1), example.group(1)));
        }
      }
    }
    assertThat(classes).isNotEmpty();
    assertThat(complaints(classes)).isEmpty();
  }

  @Test
  void complainsAboutAnExampleThatDoesNotCompile() throws IOException {
    var wrong = new Example("Wrong", "public final class Wrong { io.heartwire.netty.Gone gone; }");
    assertThat(complaints(List.of(wrong))).contains("Gone");
  }

  private String complaints(List<? extends JavaFileObject> classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String surefire = System.getProperty("surefire.test.class.path");
    String classPath = surefire != null ? surefire : System.getProperty("java.class.path");
    var complaints = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-proc:none", "-cp", classPath, "-d", directory + File.separator);
      boolean good = compiler.getTask(complaints, files, null, options, null, classes).call();
      return good ? "" : complaints.toString();
    }
  }

  private static final class Example extends SimpleJavaFileObject {
    private final String text;

    Example(String name, String text) {
      super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
