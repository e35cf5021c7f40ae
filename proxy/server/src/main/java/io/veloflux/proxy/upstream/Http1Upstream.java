package io.veloflux.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import io.veloflux.proxy.http.BodyFraming;
import io.veloflux.proxy.http.ChunkWriter;
import io.veloflux.proxy.http.Head;
import io.veloflux.proxy.http.HeadLimits;
import io.veloflux.proxy.http.HeadReader;
import io.veloflux.proxy.http.Outbound;
import io.veloflux.proxy.http.Refusal;
import io.veloflux.proxy.http.Trailers;
import io.veloflux.proxy.http.Upstream;
import io.veloflux.proxy.http.Valve;
import io.veloflux.proxy.runtime.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP/1 connection to a backend: serves one attempt after the other, never two at once.
///
/// It is kept for another attempt only when request and response ended cleanly and nothing is left
/// over; whatever else happens closes it. Event loop only.
final class Http1Upstream extends ChannelInboundHandlerAdapter implements Upstream {
  private enum State {
    CONNECTING,
    IDLE,
    HEAD,
    BODY,
    /// Has switched to another protocol, as asked.
    TUNNEL,
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Http1Upstream.class);

  private static final int MAX_INTERIM = 16;
  private static final int SWITCHING_PROTOCOLS = 101;

  private final ConnectionPool pool;
  private final Endpoint endpoint;
  private final @Nullable InetSocketAddress address;
  private final long idleMillis;

  private State state = State.CONNECTING;
  private @Nullable Channel channel;
  private @Nullable Valve valve;
  private @Nullable Attempt attempt;
  private @Nullable ByteBuf pending;
  private BodyFraming body = new BodyFraming.None();
  private boolean served;
  private boolean reused;
  private Asked asked = Asked.CONTENT;
  private boolean requestEnded;
  private boolean inputEnded;
  private boolean outputEnded;
  private boolean received;
  private boolean persistent;
  private boolean broken;
  private int seenOfHead;
  private int interims;
  private long idleDeadline;

  /// @param address `null` while nobody knows it: then connecting fails
  Http1Upstream(
      ConnectionPool pool,
      Endpoint endpoint,
      @Nullable InetSocketAddress address,
      long idleMillis) {
    this.pool = pool;
    this.endpoint = endpoint;
    this.address = address;
    this.idleMillis = idleMillis;
  }

  // For the connection pool

  Endpoint endpoint() {
    return endpoint;
  }

  long idleMillis() {
    return idleMillis;
  }

  void idleUntil(long deadline) {
    idleDeadline = deadline;
  }

  boolean isLate(long now) {
    return now >= idleDeadline;
  }

  /// Whether it still leads to where its endpoint is.
  boolean isUsable() {
    return channel().isActive()
        && !endpoint.retired()
        && Objects.equals(address, endpoint.address());
  }

  void connecting(Future<Void> connected, EventLoop loop) {
    // Some failures are there at once, but nobody may be called back before this returns.
    if (connected.isDone()) loop.execute(() -> connected(connected));
    else connected.addListener(this::connected);
  }

  private void connected(Future<? super Void> connected) {
    if (attempt == null) {
      close(); // cancelled meanwhile
    } else if (connected.isSuccess()) {
      state = State.HEAD;
      attempt.connected();
    } else {
      LOG.debug("no connection to {}", endpoint, connected.cause());
      fail(Kind.CONNECT_FAILED, Refusal.CONNECT_FAILED);
    }
  }

  void serve(Attempt attempt) {
    this.attempt = attempt;
    reused = served;
    served = true;
    if (state == State.IDLE) state = State.HEAD;
    requestEnded = false;
    received = false;
    seenOfHead = 0;
    interims = 0;
  }

  void close() {
    state = State.CLOSED;
    if (channel != null) Outbound.close(channel);
  }

  // Writing the request

  private Channel channel() {
    if (channel == null) throw new IllegalStateException("not registered yet");
    return channel;
  }

  @Override
  public boolean isConnected() {
    return state != State.CONNECTING;
  }

  @Override
  public void head(ByteBuf head, Asked asked) {
    this.asked = asked;
    write(head);
  }

  @Override
  public void body(ByteBuf part, boolean framed) {
    if (framed) ChunkWriter.write(channel(), part);
    else write(part);
  }

  @Override
  public void end(boolean framed, @Nullable Trailers trailers) {
    if (framed) ChunkWriter.end(channel(), null);
    requestEnded = true;
    if (state == State.TUNNEL) channel().write(Unpooled.EMPTY_BUFFER).addListener(_ -> endOutput());
    flush();
  }

  private void endOutput() {
    outputEnded = true;
    if (inputEnded) end();
    else if (state == State.TUNNEL) Outbound.shutdown(channel());
  }

  private void write(ByteBuf bytes) {
    Outbound.write(channel(), bytes);
  }

  @Override
  public void flush() {
    channel().flush();
  }

  @Override
  public boolean isWritable() {
    return channel().isWritable();
  }

  @Override
  public long unsentBytes() {
    return channel == null ? 0 : Outbound.unsentBytes(channel);
  }

  @Override
  public void cancel() {
    attempt = null;
    close();
  }

  @Override
  public void pauseResponse() {
    if (valve != null) valve.pause(Valve.Reason.FULL);
  }

  @Override
  public void resumeResponse() {
    if (valve != null) valve.resume(Valve.Reason.FULL);
  }

  // Reading the response

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    valve = new Valve(channel.config());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (attempt == null) {
      bytes.release(); // nobody asked for anything
      close();
      return;
    }
    received = true;
    ByteBuf before = pending;
    pending =
        before == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), before, bytes);
    advance();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (attempt != null) attempt.responseReadComplete();
  }

  private void advance() {
    boolean more = true;
    while (more && attempt != null && pending != null && pending.isReadable()) {
      more = state == State.HEAD ? readHead(attempt, pending) : readBody(attempt, pending);
    }
    if (attempt == null || (pending != null && !pending.isReadable())) dropPending();
  }

  private void dropPending() {
    if (pending != null) pending.release();
    pending = null;
  }

  /// @return whether there may be more to do
  private boolean readHead(Attempt attempt, ByteBuf in) {
    HeadReader heads = pool.heads();
    return switch (heads.response(in, seenOfHead, HeadLimits.RESPONSE)) {
      case INCOMPLETE -> {
        seenOfHead = in.readableBytes();
        yield false;
      }
      case REFUSED -> unreadable(heads.refusal().detail());
      case COMPLETE -> {
        Head head = heads.head();
        in.skipBytes(head.end());
        seenOfHead = 0;
        yield head.status() < 200 ? interim(attempt, head) : begin(attempt, head);
      }
    };
  }

  private boolean interim(Attempt attempt, Head head) {
    if (head.status() == SWITCHING_PROTOCOLS) return switched(attempt, head);
    if (++interims > MAX_INTERIM)
      return unreadable("more than %d interim responses".formatted(MAX_INTERIM));
    attempt.interim(head);
    head.release();
    return true;
  }

  private boolean switched(Attempt attempt, Head head) {
    if (asked != Asked.TUNNEL || !head.isWebSocket())
      return unreadable("a 101 that nobody asked for (RFC 9110 §7.8)");
    state = State.TUNNEL;
    persistent = false;
    requestEnded = false;
    body = new BodyFraming.UntilClose();
    // From here on the end of one direction is not that of the other.
    channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    attempt.switched(head);
    head.release();
    return true;
  }

  private boolean begin(Attempt attempt, Head head) {
    state = State.BODY;
    persistent = head.persistent();
    body = BodyFraming.ofResponse(head, asked == Asked.HEAD);
    attempt.responseHead(head, body.length());
    head.release();
    if (body.ended()) end();
    return true;
  }

  private boolean readBody(Attempt attempt, ByteBuf in) {
    int count = body.content(in);
    String fault = body.fault();
    if (fault != null) return unreadable(fault);
    if (count > 0)
      attempt.responseBody(
          count == in.readableBytes() ? takePending(in) : in.readRetainedSlice(count));
    if (body.ended()) end();
    return true;
  }

  private ByteBuf takePending(ByteBuf whole) {
    pending = null;
    return whole;
  }

  private void end() {
    Attempt ended = attempt;
    attempt = null;
    boolean leftOver = pending != null && pending.isReadable();
    boolean clean = persistent && requestEnded && !leftOver && !broken && unsentBytes() == 0;
    if (clean && state == State.BODY && channel().isActive()) {
      state = State.IDLE;
      if (valve != null) valve.open();
      pool.keep(this);
    } else {
      close();
    }
    if (ended != null) ended.responseEnd(body.trailers());
  }

  private boolean unreadable(String detail) {
    fail(Kind.UNREADABLE, Refusal.badResponse(detail));
    return false;
  }

  private void fail(Kind kind, Refusal refusal) {
    Attempt failed = attempt;
    attempt = null;
    close();
    if (failed != null) failed.failed(new Failure(kind, reused, refusal));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event != ChannelInputShutdownEvent.INSTANCE || attempt == null) return;
    inputEnded = true;
    if (outputEnded) end();
    else if (!requestEnded) attempt.responseEnd(null);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (attempt != null && channel().isWritable()) attempt.upstreamWritable();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    State was = state;
    state = State.CLOSED;
    pool.forget(this);
    if (attempt == null) {
      dropPending();
    } else if (was == State.BODY && body instanceof BodyFraming.UntilClose && !broken) {
      end();
    } else if (was == State.BODY || was == State.TUNNEL) {
      fail(Kind.TRUNCATED, Refusal.UPSTREAM_RESET);
    } else if (received) {
      unreadable("closed before the end of a head");
    } else {
      fail(Kind.CLOSED_BEFORE_RESPONSE, Refusal.UPSTREAM_RESET);
    }
    dropPending();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken = true;
    if (cause instanceof IOException) {
      // What was read before still counts; the end of the connection is told by channelInactive.
      LOG.debug("connection to {} broke", endpoint, cause);
    } else {
      LOG.error("closing a connection to {}", endpoint, cause);
      close();
    }
  }
}
