package io.heartwire.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a PINGREQ costs the event loop, counted over many. */
class MqttPingAllocationTest {
  private static final int AT_ONCE = 500;
  private static final int ROUNDS = 100;

  /** An object for each would be 16 bytes at least; a read of many costs some hundreds, once. */
  private static final long LIMIT_BYTES = 16;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

  @BeforeEach
  void detectNoLeaks() {
    // Paranoid leak detection allocates a record for each buffer: it would be all we measured.
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @AfterEach
  void detectLeaks() {
    ResourceLeakDetector.setLevel(level);
  }

  @Test
  void aPingIsAnsweredWithoutAnObjectForIt() throws IOException {
    long[] before = THREADS.getAllThreadIds();
    try (TestGateway it = TestGateway.with("loops", "1", "warm-up", "false");
        RawMqtt client = new RawMqtt(it.gateway.ports().get(MqttDoor.NAME))) {
      client.send(RawMqtt.connect("dev-1", true, 60));
      assertThat(client.receive()).isEqualTo("20020000");
      pingAll(client);
      long loop = loopSince(before);
      long allocated = THREADS.getThreadAllocatedBytes(loop);
      pingAll(client);
      long each = (THREADS.getThreadAllocatedBytes(loop) - allocated) / (AT_ONCE * ROUNDS);

      assertThat(each).isLessThan(LIMIT_BYTES);
    }
  }

  private static void pingAll(RawMqtt client) throws IOException {
    String pings = "c000".repeat(AT_ONCE);
    byte[] answers = new byte[2 * AT_ONCE];
    for (int i = 0; i < ROUNDS; i++) {
      client.send(pings);
      int read = client.socket.getInputStream().readNBytes(answers, 0, answers.length);
      assertThat(read).isEqualTo(answers.length);
    }
  }

  /** The event loop of the gateway that was started since these threads were all there were. */
  private static long loopSince(long[] before) {
    long[] known = before.clone();
    Arrays.sort(known);
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(thread -> thread != null && Arrays.binarySearch(known, thread.getThreadId()) < 0)
        .filter(thread -> thread.getThreadName().startsWith("heartwire-loop"))
        .mapToLong(ThreadInfo::getThreadId)
        .findFirst()
        .orElseThrow();
  }
}
