package io.heartwire.gateway.targets;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The first {@value #MOST_BYTES} bytes of a body; what is more is not asked for. */
final class BoundedBody implements BodySubscriber<BoundedBody.Text> {
  static final int MOST_BYTES = 65_536;

  private final CompletableFuture<Text> whole = new CompletableFuture<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private Flow.@Nullable Subscription subscription;

  /** What came. */
  static final class Text {
    private final byte[] bytes;
    private final boolean cut;

    Text(byte[] bytes, boolean cut) {
      this.bytes = bytes;
      this.cut = cut;
    }

    byte[] bytes() {
      return bytes;
    }

    /** True if there was more. */
    boolean cut() {
      return cut;
    }

    boolean looksLikeJson() {
      for (byte b : bytes) {
        if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
          return b == '{';
        }
      }
      return false;
    }
  }

  @Override
  public CompletionStage<Text> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription began) {
    subscription = began;
    began.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    Flow.Subscription from = subscription;
    for (ByteBuffer buffer : buffers) {
      int room = Math.min(buffer.remaining(), MOST_BYTES - bytes.size());
      var part = new byte[room];
      buffer.get(part);
      bytes.writeBytes(part);
      if (buffer.hasRemaining()) {
        if (from != null) {
          from.cancel();
        }
        whole.complete(new Text(bytes.toByteArray(), true));
        return;
      }
    }
    if (from != null) {
      from.request(1);
    }
  }

  @Override
  public void onError(Throwable problem) {
    whole.completeExceptionally(problem);
  }

  @Override
  public void onComplete() {
    whole.complete(new Text(bytes.toByteArray(), false));
  }
}
