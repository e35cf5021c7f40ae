package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.veloflux.proxy.config.ListenerConfig.ListenerLimits;
import io.veloflux.proxy.drain.Drain;
import io.veloflux.proxy.runtime.Router;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client's HTTP/1 connection: reads requests one after the other, and writes the response of
/// each.
///
/// One request at a time: what a client sends ahead waits until the one before is answered. Flushes
/// at the end of a message and when all that had arrived was handled, nowhere else.
public final class Http1Downstream extends ChannelInboundHandlerAdapter
    implements Downstream, Ticker.Timed {
  private enum State {
    /// Waits for a request, or for the rest of its head.
    HEAD,
    /// Reads the body.
    BODY,
    /// Has the whole request and waits for the end of the response.
    RESPONSE,
    /// Has switched to another protocol and passes on what it reads.
    TUNNEL,
    /// Has written its last response and reads on for a while, without listening.
    LINGERING,
    CLOSED
  }

  private static final Logger LOG = LoggerFactory.getLogger(Http1Downstream.class);

  /// RFC 9112 §9.6: closing with unread bytes resets the connection, and the client may never see
  /// the response.
  private static final long LINGER_MILLIS = 30_000;

  private static final long LINGER_IDLE_MILLIS = 2_000;

  private static final String PREFACE_START = "PRI ";
  private static final ByteBuf PREFACE =
      Unpooled.unreleasableBuffer(
          Unpooled.copiedBuffer(PREFACE_START, StandardCharsets.US_ASCII).asReadOnly());

  private final Loop loop;
  private final Channel channel;
  private final Client client;
  private final Valve valve;
  private final Ticker.Entry timed;

  private State state = State.HEAD;
  private @Nullable ByteBuf pending;
  private boolean advancing;
  private boolean isFirst = true;
  private int seenOfHead;
  private long deadline;
  private long idleSince;
  private long lingerEnd;
  private final Backlog backlog = new Backlog();
  private long movedAt;

  private @Nullable Exchange exchange;
  private BodyFraming body = new BodyFraming.None();
  private final BodyPace pace = new BodyPace();
  private boolean toHead;
  private boolean http10;
  private boolean close;
  private boolean chunks;
  private boolean endsWithClose;
  private boolean responding;
  private boolean wantsTrailers;
  private boolean inputEnded;

  /// @param secureListener name of the one that the TLS handshake was for, or `""` without TLS
  public Http1Downstream(Loop loop, Channel channel, int bindPort, String secureListener) {
    this.loop = loop;
    this.channel = channel;
    this.client =
        new Client(
            ((InetSocketAddress) channel.remoteAddress()).getAddress(), bindPort, secureListener);
    this.valve = new Valve(channel.config());
    this.timed = loop.ticker().add(this);
    loop.drain().add(channel);
    becomeIdle();
  }

  private ListenerLimits limits() {
    Router router = loop.snapshots().current().router(client.bindPort());
    return router == null ? ListenerLimits.DEFAULT : router.limits();
  }

  // Reading requests

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (state == State.LINGERING || state == State.CLOSED) {
      bytes.release();
      deadline = Math.min(lingerEnd, loop.ticker().deadline(LINGER_IDLE_MILLIS));
      return;
    }
    ByteBuf before = pending;
    pending =
        before == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(loop.allocator(), before, bytes);
    advance();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) exchange.requestReadComplete();
  }

  /// Handles what has arrived, as far as it goes.
  private void advance() {
    if (advancing) return; // further down the stack somebody does
    advancing = true;
    boolean more = true;
    while (more && pending != null && pending.isReadable()) {
      more =
          switch (state) {
            case HEAD -> readHead(pending);
            case BODY -> readBody(pending);
            case RESPONSE -> waitForResponse();
            case TUNNEL -> readTunnel(pending);
            case LINGERING, CLOSED -> false;
          };
    }
    advancing = false;
    boolean over = state == State.LINGERING || state == State.CLOSED;
    if (pending != null && (over || !pending.isReadable())) {
      pending.release();
      pending = null;
    }
    if (inputEnded) afterLastByte();
  }

  /// The client has said all that it will say, and may still listen (RFC 9112 §9.6): what is whole
  /// is answered, the rest of what is not will never come.
  private void afterLastByte() {
    boolean allRead = pending == null || valve.isOpen();
    switch (state) {
      case HEAD -> closeAfterWriting();
      case BODY -> {
        if (allRead) Outbound.close(channel);
      }
      case TUNNEL -> {
        Exchange ended = exchange;
        if (!allRead || ended == null || body.ended()) return;
        body = new BodyFraming.None();
        ended.requestEnd(null);
      }
      case LINGERING -> Outbound.close(channel);
      case RESPONSE, CLOSED -> {}
    }
  }

  /// @return whether there may be more to do
  private boolean readHead(ByteBuf in) {
    if (isFirst && isHttp2(in)) return switchToHttp2();
    ListenerLimits limits = limits();
    if (seenOfHead == 0) deadline = loop.ticker().deadline(limits.headerMillis());
    HeadReader heads = loop.heads();
    return switch (heads.request(in, seenOfHead, HeadLimits.request(limits.headBytes()))) {
      case INCOMPLETE -> {
        seenOfHead = in.readableBytes();
        yield false;
      }
      case REFUSED -> {
        refuseMalformed(understood(heads.refusal()));
        yield false;
      }
      case COMPLETE -> {
        in.skipBytes(heads.head().end());
        begin(heads.head());
        heads.head().release();
        yield true;
      }
    };
  }

  /// RFC 9113 §3.4: a connection that begins with neither HTTP/1 nor the preface of HTTP/2 is
  /// closed: who knows as what an answer in HTTP/1 would be read.
  private Refusal understood(Refusal why) {
    return isFirst && why.equals(Refusal.NO_HTTP) ? why.unanswered() : why;
  }

  /// RFC 9113 §3.4: what it begins with is no method of HTTP/1.
  private static boolean isHttp2(ByteBuf in) {
    return in.readableBytes() >= PREFACE_START.length()
        && ByteBufUtil.equals(in, in.readerIndex(), PREFACE, 0, PREFACE_START.length());
  }

  private boolean switchToHttp2() {
    ByteBuf all = pending;
    pending = null;
    state = State.CLOSED;
    timed.remove();
    ChannelHandlerContext here = channel.pipeline().context(this);
    channel
        .pipeline()
        .addAfter(here.name(), null, Http2DownstreamConnection.of(loop, channel, client));
    if (all != null) here.fireChannelRead(all); // TLS may lie before: not again from the start
    channel.pipeline().remove(this);
    return false;
  }

  private void begin(Head head) {
    isFirst = false;
    seenOfHead = 0;
    body = BodyFraming.ofRequest(head);
    state = body.ended() ? State.RESPONSE : State.BODY;
    toHead = Methods.isHead(head.method());
    wantsTrailers = head.wantsTrailers();
    http10 = head.minorVersion() == 0;
    close = !head.persistent();
    chunks = false;
    endsWithClose = false;
    responding = false;
    pace.begin(loop.ticker().now());
    Exchange begun = new Exchange(loop, this, client);
    exchange = begun;
    begun.begin(head);
  }

  private boolean readBody(ByteBuf in) {
    Exchange reading = exchange;
    if (!valve.isOpen() || reading == null) return false;
    int count = body.content(in);
    String fault = body.fault();
    if (fault != null) {
      close = true;
      reading.requestBroken(Refusal.badRequest(400, fault));
      return false;
    }
    pace.received(count);
    if (count > 0) reading.requestBody(in.readRetainedSlice(count));
    if (body.ended()) {
      state = State.RESPONSE;
      reading.requestEnd(body.trailers());
    }
    return true;
  }

  private boolean readTunnel(ByteBuf in) {
    Exchange reading = exchange;
    if (!valve.isOpen() || reading == null) return false;
    reading.requestBody(in.readRetainedSlice(in.readableBytes()));
    return true;
  }

  private boolean waitForResponse() {
    valve.pause(Valve.Reason.PIPELINED);
    return false;
  }

  private void refuseMalformed(Refusal why) {
    toHead = false;
    http10 = false;
    close = true;
    Exchange refused = new Exchange(loop, this, client);
    exchange = refused;
    refused.malformed(why);
  }

  // Writing responses

  @Override
  public String protocol() {
    return http10 ? "HTTP/1.0" : "HTTP/1.1";
  }

  @Override
  public void interim(Head head) {
    if (http10) return; // RFC 9110 §15.2: HTTP/1.0 has none
    ByteBuf out = loop.allocator().directBuffer(HeadWriter.room(head));
    HeadWriter.response(head, HeadEdits.NONE, HeadWriter.NO_LINE, HeadWriter.NO_LINE, out);
    write(out);
  }

  @Override
  public void head(Head head, HeadEdits edits, long length) {
    responding = true;
    chunks = length < 0 && !http10;
    endsWithClose = length < 0 && http10; // RFC 9112 §6.1: never chunks to HTTP/1.0
    // While the request is still coming nobody knows whether its rest will ever be read.
    close |= endsWithClose || state == State.BODY || isLast();
    ByteBuf out = loop.allocator().directBuffer(HeadWriter.room(head));
    byte[] framing = chunks ? HeadWriter.CHUNKED : HeadWriter.NO_LINE;
    HeadWriter.response(head, edits, connectionLine(), framing, out);
    write(out);
  }

  private boolean isLast() {
    return loop.drain().hasBegun() || (inputEnded && pending == null);
  }

  private byte[] connectionLine() {
    if (close) return HeadWriter.CLOSE;
    return http10 ? HeadWriter.KEEP_ALIVE : HeadWriter.NO_LINE;
  }

  @Override
  public void body(ByteBuf part) {
    if (chunks) ChunkWriter.write(channel, part);
    else write(part);
  }

  @Override
  public void end(@Nullable Trailers trailers) {
    if (chunks) ChunkWriter.end(channel, wantsTrailers ? trailers : null);
    endExchange();
  }

  @Override
  public void tunnel(Head head) {
    ByteBuf out = loop.allocator().directBuffer(HeadWriter.room(head));
    HeadWriter.response(head, HeadEdits.NONE, HeadWriter.TO_WEBSOCKET, HeadWriter.NO_LINE, out);
    write(out);
    state = State.TUNNEL;
    close = true;
    chunks = false;
    body = new BodyFraming.UntilClose();
    valve.open();
    advance(); // some clients do not wait for the 101
  }

  @Override
  public void shutdown() {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> Outbound.shutdown(channel));
  }

  @Override
  public void refuse(Refusal why) {
    close |= state == State.BODY || isLast();
    if (why.isAnswered()) {
      ByteBuf out = loop.allocator().directBuffer();
      Reply.write(why, connectionLine(), toHead, out);
      write(out);
    }
    endExchange();
  }

  @Override
  public void abort() {
    exchange = null;
    // Where the end of the connection is the end of the body, only a reset tells that there should
    // have been more; and in TLS that nobody says goodbye.
    if (endsWithClose) channel.config().setOption(ChannelOption.SO_LINGER, 0);
    state = State.CLOSED;
    deadline = loop.ticker().deadline(LINGER_MILLIS);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> Outbound.cut(channel));
  }

  private void endExchange() {
    exchange = null;
    boolean incomplete = state == State.BODY || state == State.HEAD;
    boolean unread = incomplete || (pending != null && pending.isReadable());
    if (close && unread) {
      linger();
    } else if (close) {
      closeAfterWriting();
    } else {
      channel.flush();
      state = State.HEAD;
      becomeIdle();
      valve.open();
      advance();
    }
  }

  private void becomeIdle() {
    idleSince = loop.ticker().now();
    deadline = loop.ticker().deadline(limits().idleMillis());
  }

  private void closeAfterWriting() {
    state = State.CLOSED;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private void linger() {
    state = State.LINGERING;
    lingerEnd = loop.ticker().deadline(LINGER_MILLIS);
    deadline = loop.ticker().deadline(LINGER_IDLE_MILLIS);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> Outbound.shutdown(channel));
    valve.open();
  }

  private void write(ByteBuf bytes) {
    Outbound.write(channel, bytes);
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public long unsentBytes() {
    return Outbound.unsentBytes(channel);
  }

  @Override
  public void pauseRequest(Valve.Reason reason) {
    valve.pause(reason);
  }

  @Override
  public void resumeRequest(Valve.Reason reason) {
    if (!valve.resume(reason)) return;
    advance();
    if (exchange != null) exchange.requestReadComplete();
  }

  // Time and ends

  @Override
  public void tick(long now) {
    watchUnsent(now);
    if (exchange != null) {
      if (isBodyTooSlow(now)) exchange.requestBroken(Refusal.BODY_TIMEOUT);
      else exchange.tick(now);
    } else if (state == State.HEAD && pending == null) {
      boolean drained = loop.drain().hasBegun() && now - idleSince >= Drain.IDLE_MILLIS;
      if (now >= deadline || drained) Outbound.close(channel);
    } else if (state == State.CLOSED) {
      // Who took nothing for so long takes the rest no sooner.
      if (now - movedAt >= stuckMillis()) Outbound.reset(channel);
    } else if (now >= deadline) {
      if (state == State.HEAD) refuseMalformed(Refusal.HEADER_TIMEOUT);
      else Outbound.close(channel);
    }
  }

  private void watchUnsent(long now) {
    long unsent = unsentBytes();
    if (backlog.moved(unsent, stuckMillis()) || unsent == 0) movedAt = now;
  }

  private long stuckMillis() {
    return Math.min(LINGER_MILLIS, limits().idleMillis());
  }

  /// Once the response has begun the two may be in a dialogue, at a pace of their own.
  private boolean isBodyTooSlow(long now) {
    return state == State.BODY && !responding && pace.isTooSlow(now, valve.isOpen());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent) {
      Outbound.close(channel); // OpenSSL cannot answer who has said goodbye (RFC 8446 §6.1)
      return;
    }
    if (event != ChannelInputShutdownEvent.INSTANCE) return;
    inputEnded = true;
    valve.dry();
    afterLastByte();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null && channel.isWritable()) exchange.downstreamWritable();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state = State.CLOSED;
    timed.remove();
    Exchange broken = exchange;
    exchange = null;
    if (broken != null) broken.clientGone();
    advance(); // lets go of what is pending
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) LOG.debug("connection of {} broke", client.address(), cause);
    else LOG.error("closing the connection of {}", client.address(), cause);
    Outbound.close(channel);
  }
}
