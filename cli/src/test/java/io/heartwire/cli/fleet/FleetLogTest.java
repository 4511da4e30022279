package io.heartwire.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FleetLogTest {
  @Test
  void writesOneJsonObjectALine() throws IOException {
    var text = new StringWriter();
    try (var log = new FleetLog(text, () -> 42, () -> Instant.EPOCH)) {
      log.event("d-1", "write", "bytes", 7);
      log.lost("d-1", "SILENT", "limit \"3 s\"");
    }
    var lines = text.toString().lines().toList();
    assertThat(lines).hasSize(2);
    JsonNode write = new ObjectMapper().readTree(lines.get(0));
    assertThat(write.path("at").asText()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(write.path("nanos").asLong()).isEqualTo(42);
    assertThat(write.path("device").asText()).isEqualTo("d-1");
    assertThat(write.path("event").asText()).isEqualTo("write");
    assertThat(write.path("bytes").asInt()).isEqualTo(7);
    JsonNode lost = new ObjectMapper().readTree(lines.get(1));
    assertThat(lost.path("reason").asText()).isEqualTo("SILENT");
    assertThat(lost.path("detail").asText()).isEqualTo("limit \"3 s\"");
  }

  @Test
  void countsWhatCannotBeWritten() {
    var log = new FleetLog(new FullDisk(), () -> 0, () -> Instant.EPOCH);
    log.event("d-1", "connect");
    log.close();
    assertThat(log.dropped()).isEqualTo(1);
  }

  private static final class FullDisk extends Writer {
    @Override
    public void write(char[] text, int offset, int length) throws IOException {
      throw new IOException("no space left on device");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
