package io.heartwire.cli.e2e;

import io.heartwire.cli.demo.ClientEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A client of hand-made bytes that logs in, beats, answers, and can fall silent with its connection
 * open. It does not come back. Owned by its event loop, but for {@link #silence}.
 */
final class RawClient extends SimpleChannelInboundHandler<ByteBuf> {
  private final String id;
  private final long intervalMs;
  private final Consumer<RawClient> onLogin;
  private final Consumer<ClientEnd> onEnd;
  private volatile ChannelHandlerContext ctx;
  private volatile boolean silent;
  private boolean loggedIn;
  private long lastWriteNanos;
  private long sequence;
  private String how = "FIN";

  /**
   * A client that beats every {@code intervalMs}; 0: it says nothing after its login, not even a
   * pong.
   */
  RawClient(String id, long intervalMs, Consumer<RawClient> onLogin, Consumer<ClientEnd> onEnd) {
    this.id = id;
    this.intervalMs = intervalMs;
    this.onLogin = onLogin;
    this.onEnd = onEnd;
  }

  /** Says nothing any more; the connection stays. */
  void silence() {
    silent = true;
  }

  /** Sends a message. */
  void send(String type, String text) {
    ChannelHandlerContext to = ctx;
    to.executor().execute(() -> write(HandMade.message(type, text)));
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    this.ctx = ctx;
    write(HandMade.hello(id));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf frame) {
    switch (HandMade.kindOf(frame)) {
      case HandMade.WELCOME -> {
        loggedIn = true;
        onLogin.accept(this);
        if (intervalMs == 0) {
          silent = true;
          // When its login was written says little: it may have waited for the server to read it.
          lastWriteNanos = System.nanoTime();
        } else {
          beatIn(ThreadLocalRandom.current().nextLong(intervalMs));
        }
      }
      case HandMade.PING -> write(HandMade.pong(HandMade.number(frame, 1)));
      case HandMade.GOODBYE -> how = "GOODBYE-" + HandMade.number(frame, 1);
      default -> {}
    }
  }

  private void beatIn(long delayMs) {
    ctx.executor()
        .schedule(
            () -> {
              if (ctx.channel().isActive()) {
                write(HandMade.ping(++sequence));
                beatIn(intervalMs);
              }
            },
            delayMs,
            TimeUnit.MILLISECONDS);
  }

  private void write(ByteBuf frame) {
    if (silent) {
      frame.release();
      return;
    }
    ctx.writeAndFlush(frame)
        .addListener(
            written -> {
              if (written.isSuccess()) {
                lastWriteNanos = System.nanoTime();
              }
            });
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    long now = System.nanoTime();
    onEnd.accept(new ClientEnd(id, now, loggedIn ? how : "BEFORE-LOGIN", now - lastWriteNanos));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    how = "RESET";
    ctx.close();
  }
}
