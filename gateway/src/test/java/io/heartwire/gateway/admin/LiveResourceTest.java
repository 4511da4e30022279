package io.heartwire.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.heartwire.gateway.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The status once a second. */
class LiveResourceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** One reader of the stream, by hand. */
  private static final class Reader implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    Reader(AdminDoor door) throws IOException {
      socket = new Socket(door.server.address().getAddress(), door.server.address().getPort());
      socket.setSoTimeout(10_000);
      String request =
          "GET /api/v1/live HTTP/1.1\r\nHost: localhost:" + socket.getPort() + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    String line(String beginning) throws IOException {
      while (true) {
        String line = lines.readLine();
        if (line == null || line.startsWith(beginning)) {
          return String.valueOf(line);
        }
      }
    }

    JsonNode status() throws IOException {
      return JSON.readTree(line("data: ").substring(6));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void tellsTheStatusAsItChanges() throws IOException {
    try (AdminDoor door = AdminDoor.with();
        Reader reader = new Reader(door)) {
      assertThat(reader.status().path("attached").asInt()).isZero();
      try (RawClient client = door.gateway.login("one")) {
        JsonNode later = reader.status();
        for (int i = 0; i < 3 && later.path("attached").asInt() == 0; i++) {
          later = reader.status();
        }
        assertThat(later.path("attached").asInt()).isOne();
        assertThat(later.path("node").asText())
            .isEqualTo(door.get("/api/v1/status").json().path("node").asText());
      }
    }
  }

  @Test
  void oneReaderTooManyIsRefusedAndThePlaceOfOneThatWentIsFree() throws IOException {
    List<Reader> readers = new ArrayList<>();
    try (AdminDoor door = AdminDoor.with()) {
      for (int i = 0; i < StreamReaders.MOST; i++) {
        readers.add(new Reader(door));
        assertThat(readers.get(i).line("HTTP/1.1")).contains(" 200");
      }
      assertThat(door.get("/api/v1/live").status()).isEqualTo(503);
      assertThat(door.get("/api/v1/live?x=1").status()).isEqualTo(400);
      readers.remove(0).close();
      io.heartwire.gateway.TestGateway.await(
          "a free place",
          () -> {
            try (Reader next = new Reader(door)) {
              return next.line("HTTP/1.1").contains(" 200");
            } catch (IOException e) {
              return false;
            }
          });
    } finally {
      for (Reader reader : readers) {
        reader.close();
      }
    }
  }
}
