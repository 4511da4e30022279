package io.heartwire.gateway.transport.tls;

import io.heartwire.gateway.config.ConfigException;
import io.heartwire.gateway.config.TlsConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * One handshake in memory, before a certificate is put in force: a key that is not the
 * certificate's would only be noticed by clients, all of them.
 */
final class TlsRehearsal {
  private static final int MOST_STEPS = 100;

  private TlsRehearsal() {}

  /**
   * Lets somebody who trusts everybody shake hands with {@code context}, as far as the server's
   * certificate is proved. Answers until when that is good.
   *
   * @throws ConfigException if that fails
   */
  static Instant of(SslContext context, TlsConfig config) {
    SSLEngine server = context.newEngine(UnpooledByteBufAllocator.DEFAULT);
    try {
      SSLEngine client =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .protocols(config.protocolList())
              .trustManager(InsecureTrustManagerFactory.INSTANCE)
              .build()
              .newEngine(UnpooledByteBufAllocator.DEFAULT);
      client.beginHandshake();
      server.beginHandshake();
      shake(client, server);
      Certificate shown = client.getSession().getPeerCertificates()[0];
      return ((X509Certificate) shown).getNotAfter().toInstant();
    } catch (SSLException e) {
      throw new ConfigException(
          "tls.certificate ("
              + config.certificate()
              + ") with tls.key ("
              + config.key()
              + ") fails in a handshake ("
              + e.getMessage()
              + "): are they of one pair?");
    } finally {
      ReferenceCountUtil.release(server);
    }
  }

  /* The client is through once it has checked the server's proof; whether it would be let in is not asked. */
  private static void shake(SSLEngine client, SSLEngine server) throws SSLException {
    int size = Math.max(client.getSession().getPacketBufferSize(), 1 << 15);
    ByteBuffer toServer = ByteBuffer.allocate(2 * size);
    ByteBuffer toClient = ByteBuffer.allocate(2 * size);
    for (int step = 0; step < MOST_STEPS; step++) {
      move(client, toServer, toClient);
      if (client.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
        return;
      }
      move(server, toClient, toServer);
    }
    throw new SSLException("no end after " + MOST_STEPS + " steps");
  }

  /** Has {@code engine} take in what is in {@code from}, and say what it has to say. */
  private static void move(SSLEngine engine, ByteBuffer to, ByteBuffer from) throws SSLException {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    ByteBuffer plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize() + 64);
    for (int step = 0; step < MOST_STEPS; step++) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          for (Runnable task = engine.getDelegatedTask();
              task != null;
              task = engine.getDelegatedTask()) {
            task.run();
          }
        }
        case NEED_WRAP -> engine.wrap(nothing, to);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          from.flip();
          int before = from.remaining();
          engine.unwrap(from, plain);
          boolean stuck = from.remaining() == before;
          from.compact();
          if (stuck && engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
            return;
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }
}
