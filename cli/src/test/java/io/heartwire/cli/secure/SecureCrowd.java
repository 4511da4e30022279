package io.heartwire.cli.secure;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Clients over TLS at one door, which log in, ping whenever they are told to, and stay away once
 * they were closed. Thread safe.
 */
final class SecureCrowd implements AutoCloseable {
  /** As many are on their way in at a time: what waits before the door is no part of this. */
  private static final int AT_ONCE = 100;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("secure-crowd", true), NioIoHandler.newFactory());
  private final SslContext tls;
  private final Speech speech;
  private final int port;
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final AtomicInteger online = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();

  /** What is said, and how it is put into bytes. Any number of connections share one. */
  interface Speech {
    /** What one connection to {@code port} needs of its own to speak. */
    ChannelHandler[] codec(int port);

    /** Whether it may log in now that {@code event} has happened. */
    boolean mayLogIn(Object event);

    Object login(String clientId);

    Object ping();

    boolean isWelcome(Object came);

    boolean isPong(Object came);
  }

  /** Nobody yet. They trust {@code authority}, and speak {@code speech} at {@code port}. */
  SecureCrowd(Path authority, Speech speech, int port) {
    this.speech = speech;
    this.port = port;
    try {
      this.tls = SslContextBuilder.forClient().trustManager(authority.toFile()).build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code count} come; when this returns, the last of them may still be on their way. */
  void come(int count) {
    for (int i = 0; i < count; i++) {
      join();
      SecureFleetTest.await(
          "room before the door", () -> members.size() - online.get() - closed.get() < AT_ONCE);
    }
  }

  private Member join() {
    Member member = new Member(speech.getClass().getSimpleName() + members.size());
    members.add(member);
    new Bootstrap()
        .group(loops)
        .channel(NioSocketChannel.class)
        .handler(member.way())
        .connect("localhost", port)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                closed.incrementAndGet();
              }
            });
    return member;
  }

  /** How many ever logged in. */
  int online() {
    return online.get();
  }

  /** How many were closed, or never got in. */
  int closed() {
    return closed.get();
  }

  /** All ping; true once all of them have been answered. */
  boolean roundTrip() {
    int before = answered.get();
    members.forEach(Member::ping);
    SecureFleetTest.await(
        "all answers", () -> closed.get() > 0 || answered.get() == before + members.size());
    return closed.get() == 0;
  }

  /** Whom they were shown by the certificates of the door, each once. */
  List<String> shown() {
    return members.stream().map(member -> member.shown).distinct().toList();
  }

  /** One more comes, and is one of them: what is it shown? */
  String shownToAnother() {
    Member member = join();
    SecureFleetTest.await("another", () -> members.size() == online.get() + closed.get());
    return member.shown;
  }

  @Override
  public void close() {
    loops.shutdownGracefully();
  }

  /** One of them, on one connection. */
  private final class Member extends SimpleChannelInboundHandler<Object> {
    private final String clientId;
    private volatile Channel channel;
    private volatile String shown = "";

    Member(String clientId) {
      this.clientId = clientId;
    }

    ChannelInitializer<Channel> way() {
      return new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel it) {
          channel = it;
          it.pipeline()
              .addLast(tls.newHandler(it.alloc(), "localhost", port))
              .addLast(speech.codec(port))
              .addLast(Member.this);
          it.closeFuture().addListener(gone -> closed.incrementAndGet());
        }
      };
    }

    void ping() {
      channel.writeAndFlush(speech.ping());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event)
        throws SSLPeerUnverifiedException {
      if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
        var certificates =
            ctx.pipeline().get(SslHandler.class).engine().getSession().getPeerCertificates();
        shown = ((X509Certificate) certificates[0]).getSubjectX500Principal().getName();
      }
      if (speech.mayLogIn(event)) {
        ctx.writeAndFlush(speech.login(clientId));
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object came) {
      if (speech.isWelcome(came)) {
        online.incrementAndGet();
      } else if (speech.isPong(came)) {
        answered.incrementAndGet();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
