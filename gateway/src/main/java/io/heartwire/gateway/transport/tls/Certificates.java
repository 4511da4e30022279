package io.heartwire.gateway.transport.tls;

import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.TlsConfig;
import io.heartwire.gateway.transport.Protocol;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of a gateway and all else its doors need to speak TLS, as its files are now.
 * Thread safe.
 *
 * <p>The files are looked at again and again, by a thread of their own. What cannot be used is
 * logged, and the certificate before stays in force. A connection keeps what it was made with.
 */
public final class Certificates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  private final ScheduledThreadPoolExecutor watcher;
  private final Consumer<Instant> expiries;
  private final boolean forOperators;
  private volatile Held held;

  private record Held(
      TlsConfig config,
      SslContext context,
      Optional<SslContext> operators,
      Instant expiry,
      FileStamps stamps) {}

  /**
   * Reads the files of {@code config}, and watches them if it says so.
   *
   * @param forOperators whether {@link #engineForOperators} will be asked
   * @param expiries told until when what is in force is good; on any thread
   * @throws ConfigException if they cannot be used; the message is one sentence for people
   */
  public Certificates(
      TlsConfig config, boolean forOperators, ThreadFactory threads, Consumer<Instant> expiries) {
    this.expiries = expiries;
    this.forOperators = forOperators;
    this.held = read(config);
    expiries.accept(held.expiry());
    this.watcher = new ScheduledThreadPoolExecutor(1, threads);
    long periodMs = config.watch().toMillis();
    if (periodMs > 0) {
      watcher.scheduleWithFixedDelay(this::look, periodMs, periodMs, TimeUnit.MILLISECONDS);
    }
  }

  /** {@code inner} over TLS. */
  public Protocol over(Protocol inner) {
    return new TlsProtocol(this, inner);
  }

  /** What connections are made with from now on. */
  SslContext context() {
    return held.context();
  }

  /** The settings in force. */
  TlsConfig config() {
    return held.config();
  }

  /**
   * Reads the files of {@code next}, changed or not; what is answered puts them in force.
   *
   * @throws ConfigException if they cannot be used; then nothing changes
   */
  public Runnable change(TlsConfig next) {
    Held read = read(next);
    return () -> putInForce(read);
  }

  /**
   * The server's end of one connection by which operators come, with what is in force now: the
   * JDK's, and it asks for no certificate.
   */
  public SSLEngine engineForOperators() {
    return held.operators()
        .orElseThrow(() -> new IllegalStateException("made without operators: a defect"))
        .newEngine(UnpooledByteBufAllocator.DEFAULT);
  }

  private Held read(TlsConfig config) {
    // Before the files: what changes while they are read is seen at the next look.
    FileStamps stamps = FileStamps.of(config);
    SslContext context = ServerContext.of(config);
    Optional<SslContext> operators =
        forOperators ? Optional.of(ServerContext.forOperators(config)) : Optional.empty();
    operators.ifPresent(it -> TlsRehearsal.of(it, config));
    return new Held(config, context, operators, TlsRehearsal.of(context, config), stamps);
  }

  private void putInForce(Held next) {
    held = next;
    expiries.accept(next.expiry());
  }

  private void look() {
    Held before = held;
    try {
      FileStamps now = FileStamps.of(before.config());
      if (now.equals(before.stamps())) {
        return;
      }
      // Noted even if it cannot be used: a bad file is complained about once.
      held = new Held(before.config(), before.context(), before.operators(), before.expiry(), now);
      putInForce(read(before.config()));
      LOG.info("tls.certificate ({}) was exchanged: new connections get it", certificate(before));
    } catch (ConfigException e) {
      LOG.warn("{}; the certificate before stays in force", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("a defect of ours: tls.certificate ({}) is not watched", certificate(before), e);
      throw e;
    }
  }

  private static String certificate(Held of) {
    return of.config().certificate();
  }

  /** Watches no more; what is in force stays. */
  @Override
  public void close() {
    watcher.shutdownNow();
  }
}
