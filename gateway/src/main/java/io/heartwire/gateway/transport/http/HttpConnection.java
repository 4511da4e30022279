package io.heartwire.gateway.transport.http;

import io.heartwire.core.liveness.Disconnect;
import io.heartwire.core.liveness.DisconnectReason;
import io.heartwire.core.liveness.LivenessPolicy;
import io.heartwire.core.liveness.RemainingLogin;
import io.heartwire.gateway.session.Farewell;
import io.heartwire.gateway.transport.Breakage;
import io.heartwire.gateway.transport.Guest;
import io.heartwire.gateway.transport.Leave;
import io.heartwire.gateway.transport.Lobby;
import io.heartwire.gateway.transport.LoopTasks;
import io.heartwire.gateway.transport.PeerAddress;
import io.heartwire.gateway.transport.RawBytes;
import io.heartwire.gateway.transport.Sources;
import io.heartwire.gateway.transport.websocket.Handshake;
import io.heartwire.gateway.transport.websocket.WebSocketPath;
import io.heartwire.netty.Heartbeat;
import io.heartwire.netty.HeartbeatEvent;
import io.heartwire.netty.HeartbeatHost;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that speaks HTTP, from accept to its end or until it becomes a WebSocket. A
 * request must have come whole within the login deadline, counted from accept or from the answer
 * before it, and its answer within the same time.
 *
 * <p>{@link #close} may be called from any thread; all else runs on the event loop of the channel,
 * which owns every field.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter implements Guest, HeartbeatHost {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  private final Channel channel;
  private final Lobby lobby;
  private final Paths paths;
  private final Heartbeat deadline;
  private State state = State.WAITING;
  private boolean answeredBefore;
  private boolean wantsOne;
  private long waitsSince;
  private @Nullable Sentence sentence;

  private enum State {
    /** No request has come whole. */
    WAITING,
    /** A route answers. */
    SERVING,
    /** Has been refused while it still sends: what comes is thrown away. */
    LEAVING,
    /** Closed, or becoming so. */
    GONE
  }

  HttpConnection(Channel channel, Lobby lobby, Paths paths) {
    this.channel = channel;
    this.lobby = lobby;
    this.paths = paths;
    this.deadline =
        lobby
            .services()
            .heartbeats()
            .heartbeat(NoHeartbeat.INSTANCE, this, lobby.settings().loginPolicy());
    lobby.strangers().add(this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    waitsSince = channel.eventLoop().ticker().nanoTime();
    deadline.begin();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    readOne();
  }

  @Override
  public void bytesCame() {
    deadline.bytesCame();
  }

  /** Takes one more request: two would be one too many, see {@link FlowControlHandler}. */
  private void readOne() {
    if (!wantsOne) {
      wantsOne = true;
      channel.read();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    wantsOne = false;
    if (state == State.WAITING) {
      readOne();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    wantsOne = false;
    if (state == State.WAITING && msg instanceof FullHttpRequest request) {
      received(request);
    } else {
      ReferenceCountUtil.release(msg);
    }
  }

  private void received(FullHttpRequest request) {
    state = State.SERVING;
    restartDeadline();
    lobby.services().counters().httpRequested();
    Optional<FullHttpResponse> objection = Requests.objection(request);
    if (objection.isPresent()) {
      refuse(request, objection.get());
      return;
    }
    Sentence told = sentence;
    if (told != null && !paths.sockets().containsKey(Requests.path(request))) {
      refuse(request, told.answer());
      return;
    }
    serve(request);
  }

  private void serve(FullHttpRequest request) {
    String path = Requests.path(request);
    WebSocketPath socket = paths.sockets().get(path);
    if (socket != null) {
      upgrade(socket, request);
      return;
    }
    var exchange = new HttpExchange(request, path, from(request), lobby, channel);
    Optional<CompletionStage<FullHttpResponse>> answer;
    try {
      answer = paths.others().answer(exchange);
    } catch (RuntimeException e) {
      answer(request, failed(e));
      return;
    }
    if (answer.isEmpty()) {
      answer(
          request,
          HttpAnswers.problem(
              HttpResponseStatus.NOT_FOUND, "there is nothing at " + path + ": correct the path"));
      return;
    }
    answer
        .get()
        .whenComplete(
            (response, failure) ->
                LoopTasks.run(
                    channel, () -> answer(request, response == null ? failed(failure) : response)));
  }

  /*
   * A browser sees no more of a refused upgrade than that it failed. So whoever is to go becomes a
   * WebSocket first, and is told why, and when to come back.
   */
  private void upgrade(WebSocketPath path, FullHttpRequest request) {
    Optional<Handshake.Objection> objection = path.objection(request, lobby);
    if (objection.isPresent()) {
      FullHttpResponse response =
          HttpAnswers.problem(objection.get().status(), objection.get().detail());
      objection.get().headers().forEach(response.headers()::set);
      refuse(request, response);
      return;
    }
    long elapsed = channel.eventLoop().ticker().nanoTime() - waitsSince;
    LivenessPolicy login = RemainingLogin.of(lobby.settings().loginPolicy(), elapsed);
    end();
    channel.writeAndFlush(path.answer(request));
    Guest guest = path.begin(request, channel, lobby, login);
    RawBytes.are(channel, guest);
    Sentence told = sentence;
    HttpProtocol.leave(channel.pipeline());
    channel.config().setAutoRead(true);
    lobby.services().counters().becameWebSocket();
    if (PeerAddress.isTold(channel)) {
      Sources.told(channel, from(request), lobby, guest);
    }
    request.release();
    if (told != null) {
      guest.close(told.disconnect(), told.farewell());
    }
  }

  private InetSocketAddress from(FullHttpRequest request) {
    return ForwardedFor.of(PeerAddress.of(channel), request.headers(), lobby.settings().proxies());
  }

  private FullHttpResponse failed(@Nullable Throwable failure) {
    LOG.error("{}: a route failed", PeerAddress.of(channel), failure);
    return HttpAnswers.problem(
        HttpResponseStatus.INTERNAL_SERVER_ERROR, "the server failed: try again later");
  }

  /** Answers, and closes the connection after that. */
  private void refuse(FullHttpRequest request, FullHttpResponse response) {
    lobby.services().counters().httpWasRefused();
    request.headers().set(HttpHeaderNames.CONNECTION, "close");
    answer(request, response);
  }

  private void answer(FullHttpRequest request, FullHttpResponse response) {
    boolean stays = HttpUtil.isKeepAlive(request) && sentence == null;
    boolean bodyless = request.method().equals(HttpMethod.HEAD);
    request.release();
    if (state != State.SERVING) {
      response.release();
      return;
    }
    HttpUtil.setContentLength(response, response.content().readableBytes());
    HttpUtil.setKeepAlive(response, stays);
    if (bodyless) {
      response.content().clear();
    }
    answeredBefore = true;
    if (stays) {
      state = State.WAITING;
      waitsSince = channel.eventLoop().ticker().nanoTime();
      restartDeadline();
      channel.writeAndFlush(response);
      readOne();
    } else {
      end();
      channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void restartDeadline() {
    deadline.end();
    deadline.begin();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof BodyLimit.Exceeded exceeded && state == State.WAITING) {
      lobby.services().counters().httpRequested();
      refuseWhileItSends(exceeded.answer(lobby.settings().section()));
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /** Answers a request that has not come whole. */
  private void refuseUnread(FullHttpResponse response) {
    end();
    channel.writeAndFlush(refusal(response)).addListener(ChannelFutureListener.CLOSE);
  }

  /**
   * Answers a request whose rest is still coming. Closed now, the kernel would answer that with a
   * reset, and our answer be lost with it: so the client has a while to read it, and to hang up.
   */
  private void refuseWhileItSends(FullHttpResponse response) {
    state = State.LEAVING;
    channel.config().setAutoRead(true);
    channel.writeAndFlush(refusal(response));
    cutAfterFarewell();
  }

  private FullHttpResponse refusal(FullHttpResponse response) {
    lobby.services().counters().httpWasRefused();
    HttpUtil.setContentLength(response, response.content().readableBytes());
    HttpUtil.setKeepAlive(response, false);
    return response;
  }

  @Override
  public ChannelHandlerContext context() {
    return channel.pipeline().context(this);
  }

  @Override
  public void happened(HeartbeatEvent event) {
    // Nothing is asked here, and so nothing is answered.
  }

  /** The deadline has passed: for the request, or for its answer, or with nothing at all. */
  @Override
  public boolean lastWord(Disconnect disconnect) {
    if (state == State.SERVING) {
      refuseUnread(
          HttpAnswers.problem(
              HttpResponseStatus.SERVICE_UNAVAILABLE, "no answer was found in time: try again"));
    } else if (answeredBefore || state == State.LEAVING) {
      end();
      channel.close();
    } else if (Leave.wordlessly(channel, disconnect.reason())) {
      // TLS is not there yet.
      turnedAway(disconnect);
      end();
    } else {
      turnedAway(disconnect);
      refuseUnread(HttpAnswers.problem(HttpResponseStatus.REQUEST_TIMEOUT, disconnect.detail()));
    }
    return true;
  }

  private void turnedAway(Disconnect disconnect) {
    lobby
        .services()
        .disconnects()
        .turnedAway(Optional.empty(), lobby.settings().name(), PeerAddress.of(channel), disconnect);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Disconnect why = Breakage.of(cause, deadline.silenceMs());
    if (state != State.GONE && why.reason() == DisconnectReason.TLS_FAILED) {
      failed(why);
      return;
    }
    if (why.reason() == DisconnectReason.INTERNAL_ERROR) {
      LOG.error("{}: a defect of ours ends this connection", PeerAddress.of(channel), cause);
    }
    end();
    channel.close();
  }

  /** TLS failed: nothing can be said any more. */
  private void failed(Disconnect why) {
    turnedAway(why);
    end();
    Leave.wordlessly(channel, why.reason());
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    end();
  }

  private void end() {
    state = State.GONE;
    lobby.strangers().remove(this);
    deadline.end();
  }

  @Override
  public void close(Disconnect disconnect, Farewell farewell) {
    LoopTasks.run(
        channel,
        () -> {
          if (state == State.GONE || sentence != null) {
            return;
          }
          if (disconnect.reason() == DisconnectReason.TLS_FAILED) {
            failed(disconnect);
            return;
          }
          sentence = new Sentence(disconnect, farewell);
          if (state == State.LEAVING || (answeredBefore && state == State.WAITING)) {
            end();
            channel.close();
            return;
          }
          // Its request is on the way, or is being answered: the answer says so.
          turnedAway(disconnect);
          cutAfterFarewell();
        });
  }

  private void cutAfterFarewell() {
    long waitMs = lobby.settings().limits().farewell().toMillis();
    channel.eventLoop().schedule(this::cut, waitMs, TimeUnit.MILLISECONDS);
  }

  private void cut() {
    if (channel.isOpen() && state != State.GONE) {
      end();
      channel.close();
    }
  }
}
