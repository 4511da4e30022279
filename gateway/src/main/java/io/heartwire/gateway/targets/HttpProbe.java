package io.heartwire.gateway.targets;

import io.heartwire.gateway.health.ClientStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets a page. Whoever answers by HTTP is there; whoever answers with anything but 2xx is
 * unhealthy, unless a JSON body says how it is. A redirect is not followed.
 */
final class HttpProbe implements Probe, AutoCloseable {
  private static final int THREADS = 4;
  private static final int WAITING = 4_096;

  private final StatusText text;
  private final ThreadPoolExecutor threads;
  private final HttpClient http;

  HttpProbe(StatusText text, ThreadFactory threads) {
    this.text = text;
    this.threads = TargetThreads.pool(THREADS, WAITING, threads);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .executor(this.threads)
            .build();
  }

  /** {@code host} has been resolved, so that the client finds its address at once. */
  @Override
  public Sighting ask(Target target, InetAddress host, Deadline deadline)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(target.config().uri())
            .timeout(deadline.timeout())
            .header("Accept", "application/json, */*;q=0.5")
            .build();
    CompletableFuture<HttpResponse<BoundedBody.Text>> answer =
        http.sendAsync(request, info -> new BoundedBody());
    try {
      HttpResponse<BoundedBody.Text> response =
          answer.get(deadline.leftMs("an answer"), TimeUnit.MILLISECONDS);
      return seen(response.statusCode(), response.body(), deadline);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException(
          "its answer was not whole within " + deadline.timeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new IOException("it does not answer by HTTP: " + cause(e), e);
    } finally {
      answer.cancel(true);
    }
  }

  private static String cause(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private Sighting seen(int code, BoundedBody.Text body, Deadline deadline) {
    boolean good = code / 100 == 2;
    Map<String, String> facts =
        good ? Map.of() : Map.of("httpStatus", Integer.toString(code), "health", "unhealthy");
    if (body.cut()) {
      return new Sighting(
          deadline.passed(),
          text.read(new byte[0], facts).status(),
          "its body has more than " + BoundedBody.MOST_BYTES + " bytes: not read as a status");
    }
    boolean json = body.looksLikeJson();
    ClientStatus status = text.read(json ? body.bytes() : new byte[0], facts).status();
    String remark = json ? text.read(body.bytes()).remark() : "";
    if (!good) {
      remark =
          "it answers "
              + code
              + (code / 100 == 3 ? ", a redirect, which is not followed: name its target" : "");
    }
    return new Sighting(deadline.passed(), status, remark);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
