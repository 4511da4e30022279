package io.heartwire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Example;

/**
 * Keeps the frames that clients in other languages test themselves with: random ones of every kind,
 * hostile numbers and texts included. {@code -Dheartwire.vectors=write} makes new ones.
 */
class FrameVectorsTest {
  private static final Path FILE = Path.of("..", "clients", "js", "test", "vectors.txt");
  private static final int COUNT = 240;

  /** A vector is a line: larger ones say nothing more. */
  private static final int MAX_BYTES = 600;

  @Example
  void everyVectorIsAFrameAsProtocWritesIt() throws IOException {
    if ("write".equals(System.getProperty("heartwire.vectors"))) {
      Files.write(FILE, fresh());
    }
    List<String> lines = Files.readAllLines(FILE);
    assertThat(lines).hasSize(COUNT);
    for (String line : lines) {
      byte[] bytes = ByteBufUtil.decodeHexDump(line);
      try (DecoderRig rig = new DecoderRig(MAX_BYTES)) {
        rig.arrive(bytes);
        assertThat(rig.frames).as(line).hasSize(1);
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        assertThat(ProtocMirror.of(rig.frames.get(0))).as(line).isEqualTo(ProtocMirror.parse(in));
      }
    }
  }

  private static List<String> fresh() {
    return AnyFrame.frames()
        .map(frame -> ByteBufUtil.hexDump(DecoderRig.encoded(frame)))
        .filter(hex -> hex.length() <= 2 * MAX_BYTES)
        .list()
        .ofSize(COUNT)
        .sample();
  }
}
