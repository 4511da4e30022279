package io.heartwire.netty;

import io.heartwire.core.liveness.IdleWatch;
import io.heartwire.core.liveness.IdleWatch.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A handler that fires an {@link IdleStateEvent} when a channel has read nothing, written nothing,
 * or neither, for a while: Netty's {@link io.netty.handler.timeout.IdleStateHandler} without the
 * false alarms of a server that was itself asleep.
 *
 * <p>It takes that class's place: the constructors, the methods a subclass may override and the
 * event objects are the same. Change the import, and put it <em>first</em> in the pipeline, so that
 * it sees every byte:
 *
 * <pre>{@code
 * public class MyInitializer extends ChannelInitializer<Channel> {
 *   @Override
 *   protected void initChannel(Channel channel) {
 *     channel.pipeline()
 *         .addLast(new IdleStateHandler(60, 30, 0)) // io.heartwire.netty
 *         .addLast(new MyDecoder(), new MyEncoder())
 *         .addLast(new ChannelInboundHandlerAdapter() {
 *           @Override
 *           public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
 *             if (event instanceof IdleStateEvent idle) {
 *               if (idle.state() == IdleState.READER_IDLE) {
 *                 ctx.close();
 *               } else {
 *                 ctx.writeAndFlush(new MyPing());
 *               }
 *             }
 *           }
 *         });
 *   }
 * }
 * }</pre>
 *
 * <h2>What differs from Netty's</h2>
 *
 * <ul>
 *   <li><b>A deadline that is due is checked once more after one full read pass</b> of the
 *       channel's event loop; only then READER_IDLE and ALL_IDLE fire. A peer whose bytes lie
 *       unread because a handler blocked the loop, or the process was suspended, is not idle. A
 *       pass that was cut short or held up is repeated, up to 64 times. WRITER_IDLE, about
 *       ourselves, fires at once. On a loop without I/O of its own ({@code EmbeddedChannel})
 *       everything fires at once.
 *   <li><b>Failed writes are not activity</b>: Netty's counts a write that failed, and so never
 *       finds the peer to which every write fails.
 *   <li><b>{@code channelReadComplete} is not needed.</b> Without it Netty's never fires again.
 *       Here the event comes in time, the first one between one and two periods after the last
 *       read.
 *   <li><b>While reads are suspended</b> (auto-read off and no {@code read()} outstanding) nothing
 *       can be heard, so READER_IDLE and ALL_IDLE are put off period by period, for 60 seconds at
 *       most. Netty's fires.
 *   <li>With {@code observeOutput} each change of the outbound queue excuses one period; in Netty's
 *       one change may excuse two.
 *   <li>A channel may move to another event loop: the times begin anew there. Netty's goes on on
 *       the old loop, with two threads at work.
 *   <li>Of several events that are due at the same moment WRITER_IDLE may come first.
 *   <li>One task is armed for each event loop, for the earliest deadline of all its handlers, not
 *       up to three for each channel.
 * </ul>
 *
 * <h2>Caveats</h2>
 *
 * <p>ALL_IDLE counts our own writes, as its name says and as Netty's does: a server that pushes at
 * a vanished peer will not see it until the socket's buffer is full. <em>Find the dead with
 * READER_IDLE.</em> Where a handler between the socket and this one keeps what it reads to itself
 * (a decoder with half a message, an HTTP/2 codec with its child channels), this handler does not
 * hear it.
 *
 * <p>NOT thread safe and not sharable, as Netty's: one for each channel. Periods are at least 1 ms;
 * events come when the period is over, or up to a pass of the event loop later.
 */
public class IdleStateHandler extends IdleSubject {
  private static final Kind[] KINDS = Kind.values();
  private static final long MIN_PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final boolean observeOutput;
  private final boolean watchesReads;
  private final boolean watchesWrites;
  private final IdleWatch watch;
  private final ChannelFutureListener whenWritten;

  private @Nullable OutputWatch output;

  /** Something was read that no read-complete has followed yet. */
  private boolean reading;

  /** This pipeline does not tell when a read is complete: each message is stamped. */
  private boolean stampEachRead;

  /** A read was asked for and is not complete; a handler added late assumes so. */
  private boolean readRequested = true;

  /**
   * A handler that fires {@link IdleStateEvent}s; times in seconds, 0 turns one off.
   *
   * @param readerIdleTimeSeconds without a read for this long: {@link IdleState#READER_IDLE}
   * @param writerIdleTimeSeconds without a write for this long: {@link IdleState#WRITER_IDLE}
   * @param allIdleTimeSeconds with neither for this long: {@link IdleState#ALL_IDLE}
   */
  public IdleStateHandler(
      int readerIdleTimeSeconds, int writerIdleTimeSeconds, int allIdleTimeSeconds) {
    this(readerIdleTimeSeconds, writerIdleTimeSeconds, allIdleTimeSeconds, TimeUnit.SECONDS);
  }

  /**
   * As {@link #IdleStateHandler(boolean, long, long, long, TimeUnit)}, without observing output.
   */
  public IdleStateHandler(
      long readerIdleTime, long writerIdleTime, long allIdleTime, TimeUnit unit) {
    this(false, readerIdleTime, writerIdleTime, allIdleTime, unit);
  }

  /**
   * A handler that fires {@link IdleStateEvent}s; 0 or less turns a time off.
   *
   * @param observeOutput whether bytes that leave the channel's outbound queue count as a write:
   *     for large messages that take longer than the period
   * @param readerIdleTime without a read for this long: {@link IdleState#READER_IDLE}
   * @param writerIdleTime without a write for this long: {@link IdleState#WRITER_IDLE}
   * @param allIdleTime with neither for this long: {@link IdleState#ALL_IDLE}
   * @param unit the unit of the three times
   */
  public IdleStateHandler(
      boolean observeOutput,
      long readerIdleTime,
      long writerIdleTime,
      long allIdleTime,
      TimeUnit unit) {
    Objects.requireNonNull(unit, "unit");
    this.observeOutput = observeOutput;
    watch =
        new IdleWatch(
            nanos(readerIdleTime, unit), nanos(writerIdleTime, unit), nanos(allIdleTime, unit));
    watchesReads = watch.watches(Kind.READER) || watch.watches(Kind.ALL);
    watchesWrites = watch.watches(Kind.WRITER) || watch.watches(Kind.ALL);
    whenWritten =
        future -> {
          if (future.isSuccess()) {
            written();
          }
        };
  }

  /** The reader's period, in milliseconds. */
  public long getReaderIdleTimeInMillis() {
    return TimeUnit.NANOSECONDS.toMillis(watch.periodNanos(Kind.READER));
  }

  /** The writer's period, in milliseconds. */
  public long getWriterIdleTimeInMillis() {
    return TimeUnit.NANOSECONDS.toMillis(watch.periodNanos(Kind.WRITER));
  }

  /** The period of both together, in milliseconds. */
  public long getAllIdleTimeInMillis() {
    return TimeUnit.NANOSECONDS.toMillis(watch.periodNanos(Kind.ALL));
  }

  /** Begins the reader's silence anew. Call on the event loop. */
  public void resetReadTimeout() {
    if (loop != null) {
      reading = false;
      watch.resetRead(loop.now());
    }
  }

  /** Begins the writer's silence anew. Call on the event loop. */
  public void resetWriteTimeout() {
    if (loop != null) {
      watch.resetWrite(loop.now());
    }
  }

  @Override
  public void read(ChannelHandlerContext ctx) throws Exception {
    readRequested = true;
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    if (watchesReads && (!reading || stampEachRead)) {
      beginRead();
    }
    ctx.fireChannelRead(msg);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    readRequested = false;
    if (reading) {
      reading = false;
      if (loop != null) {
        watch.heard(loop.now());
      }
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise)
      throws Exception {
    if (watchesWrites) {
      ctx.write(msg, promise.unvoid()).addListener(whenWritten);
    } else {
      ctx.write(msg, promise);
    }
  }

  /**
   * Called when an {@link IdleStateEvent} is due, on the event loop: hands it on to {@link
   * ChannelHandlerContext#fireUserEventTriggered}. What it throws goes to {@code exceptionCaught}.
   */
  protected void channelIdle(ChannelHandlerContext ctx, IdleStateEvent evt) throws Exception {
    ctx.fireUserEventTriggered(evt);
  }

  /**
   * The event for {@code state}: Netty's shared ones.
   *
   * @param first whether it is the first since something was read or written
   */
  protected IdleStateEvent newIdleStateEvent(IdleState state, boolean first) {
    return switch (state) {
      case READER_IDLE ->
          first
              ? IdleStateEvent.FIRST_READER_IDLE_STATE_EVENT
              : IdleStateEvent.READER_IDLE_STATE_EVENT;
      case WRITER_IDLE ->
          first
              ? IdleStateEvent.FIRST_WRITER_IDLE_STATE_EVENT
              : IdleStateEvent.WRITER_IDLE_STATE_EVENT;
      case ALL_IDLE ->
          first ? IdleStateEvent.FIRST_ALL_IDLE_STATE_EVENT : IdleStateEvent.ALL_IDLE_STATE_EVENT;
    };
  }

  @Override
  boolean check(long nowNanos, boolean asked) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || !ctx.channel().isOpen()) {
      end();
      return false;
    }
    noteUnfinishedRead(nowNanos);
    boolean certain = asked || !(ctx.channel().eventLoop() instanceof IoEventLoop);
    boolean ask = false;
    for (Kind kind : KINDS) {
      // A listener of one event may have closed the channel or removed this handler.
      if (loop == null || !watch.due(kind, nowNanos)) {
        continue;
      }
      if (kind == Kind.WRITER) {
        fire(ctx, kind, nowNanos);
      } else if (!certain) {
        ask = true;
      } else if (isListening(ctx.channel()) || !watch.postponed(kind, nowNanos)) {
        fire(ctx, kind, nowNanos);
      }
    }
    return ask && loop != null;
  }

  @Override
  boolean seemsIdle(long nowNanos) {
    noteUnfinishedRead(nowNanos);
    return watch.due(Kind.READER, nowNanos) || watch.due(Kind.ALL, nowNanos);
  }

  @Override
  boolean hasUnreadBytes() {
    ChannelHandlerContext ctx = context;
    return ctx != null
        && isListening(ctx.channel())
        && KernelSocketInspector.unreadBytes(ctx.channel()) > 0;
  }

  @Override
  long nextCheckNanos() {
    return watch.nextCheckNanos();
  }

  @Override
  boolean start(ChannelHandlerContext ctx, long nowNanos) {
    reading = false;
    watch.start(nowNanos);
    output = observeOutput ? new OutputWatch(ctx.channel(), nowNanos) : null;
    return watch.watchesAnything();
  }

  private void beginRead() {
    IdleLoop mine = loop;
    if (mine != null) {
      reading = true;
      mine.heard();
      if (stampEachRead) {
        watch.heard(mine.now());
      }
    }
  }

  /* A read that no read-complete followed is life too; its time is not known, so it is taken for now, once. */
  private void noteUnfinishedRead(long nowNanos) {
    if (reading) {
      reading = false;
      if (!stampEachRead) {
        stampEachRead = true;
        watch.heard(nowNanos);
      }
    }
  }

  private void written() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      return;
    }
    if (!ctx.executor().inEventLoop()) {
      ctx.executor().execute(this::written);
    } else if (loop != null) {
      watch.wrote(loop.now());
    }
  }

  private boolean isListening(Channel channel) {
    return readRequested || channel.config().isAutoRead();
  }

  private void fire(ChannelHandlerContext ctx, Kind kind, long nowNanos) {
    boolean first = watch.fired(kind, nowNanos);
    try {
      boolean moving =
          kind != Kind.READER
              && output != null
              && output.changed(ctx.channel(), watch.wroteAtNanos())
              && !first;
      if (!moving) {
        channelIdle(ctx, newIdleStateEvent(state(kind), first));
      }
    } catch (Throwable t) {
      ctx.fireExceptionCaught(t);
    }
  }

  private static IdleState state(Kind kind) {
    return switch (kind) {
      case READER -> IdleState.READER_IDLE;
      case WRITER -> IdleState.WRITER_IDLE;
      case ALL -> IdleState.ALL_IDLE;
    };
  }

  private static long nanos(long time, TimeUnit unit) {
    return time <= 0 ? 0 : Math.max(unit.toNanos(time), MIN_PERIOD_NANOS);
  }
}
