package io.veloflux.proxy.http;

import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.veloflux.proxy.config.ListenerConfig.ListenerLimits;
import io.veloflux.proxy.http.GlitchBudget.Glitch;
import io.veloflux.proxy.runtime.Router;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client's HTTP/2 connection: hands its frames to the streams they belong to, bounds what a
/// client can make it do for nothing, and ends it in two steps (RFC 9113 §6.8).
///
/// Netty keeps the frames, HPACK, windows and stream states; there is no channel for a stream.
/// Flushes once for each turn of the event loop.
public final class Http2DownstreamConnection extends Http2ConnectionHandler
    implements Ticker.Timed {
  private static final Logger LOG = LoggerFactory.getLogger(Http2DownstreamConnection.class);

  private static final int MAX_STREAMS = 100;
  private static final int MAX_SMALL_CONTINUATIONS = 16;
  private static final int CONNECTION_WINDOW_BYTES = 1 << 20;

  /// Then the client is sent to a new connection.
  private static final int STREAMS_PER_CONNECTION = 10_000;

  /// Between the two steps of an end: time for what was sent before the first arrived.
  private static final long LAST_STREAMS_MILLIS = 1_000;

  private static final int EVERY_STREAM = Integer.MAX_VALUE;

  private final Loop loop;
  private final Channel channel;
  private final Client client;
  private final Ticker.Entry timed;
  private final GlitchBudget budget;
  private final Http2Connection.PropertyKey key;
  private final Set<Http2Downstream> streams = new HashSet<>();
  private final List<Http2Downstream> touched = new ArrayList<>();

  private @Nullable ChannelHandlerContext ctx;
  private int begun;
  private boolean flushing;
  private long idleSince;
  private long ending = Ticker.NEVER;
  private boolean ended;

  private Http2DownstreamConnection(
      Http2ConnectionDecoder decoder,
      Http2ConnectionEncoder encoder,
      Http2Settings settings,
      Listener listener,
      Loop loop,
      Channel channel,
      Client client) {
    super(decoder, encoder, settings, true); // closing the channel is ours to decide
    this.loop = loop;
    this.channel = channel;
    this.client = client;
    this.budget = new GlitchBudget(loop.ticker());
    this.key = connection().newKey();
    this.timed = loop.ticker().add(this);
    this.idleSince = loop.ticker().now();
    listener.of = this;
    connection().addListener(new Closings());
    encoder.flowController().listener(this::writabilityChanged);
  }

  /// For a client that speaks HTTP/2 from its first byte on.
  ///
  /// @param channel counted by the drain already
  static Http2DownstreamConnection of(Loop loop, Channel channel, Client client) {
    // The end of the client's side is the end of the connection: streams end by themselves.
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    int headBytes = limits(loop, client).headBytes();
    Http2Connection connection = new DefaultHttp2Connection(true, 0);
    Http2ConnectionEncoder encoder =
        new DefaultHttp2ConnectionEncoder(
            connection, new DefaultHttp2FrameWriter(Http2HeadersEncoder.NEVER_SENSITIVE, true));
    Http2FrameReader reader =
        new StrictFrameReader(
            new DefaultHttp2FrameReader(
                new DefaultHttp2HeadersDecoder(true, headBytes), MAX_SMALL_CONTINUATIONS),
            connection);
    Http2ConnectionDecoder decoder =
        new DefaultHttp2ConnectionDecoder(
            connection,
            encoder,
            reader,
            Http2PromisedRequestVerifier.ALWAYS_VERIFY,
            true,
            true,
            true,
            true);
    Listener listener = new Listener();
    decoder.frameListener(listener);
    Http2Settings settings =
        new Http2Settings().maxConcurrentStreams(MAX_STREAMS).maxHeaderListSize(headBytes);
    return new Http2DownstreamConnection(
        decoder, encoder, settings, listener, loop, channel, client);
  }

  private static ListenerLimits limits(Loop loop, Client client) {
    Router router = loop.snapshots().current().router(client.bindPort());
    return router == null ? ListenerLimits.DEFAULT : router.limits();
  }

  // What streams ask

  Loop loop() {
    return loop;
  }

  Client client() {
    return client;
  }

  ListenerLimits limits() {
    return limits(loop, client);
  }

  private ChannelHandlerContext context() {
    if (ctx == null) throw new IllegalStateException("not added yet");
    return ctx;
  }

  ChannelFuture writeHeaders(Http2Stream stream, Http2Headers fields, boolean last) {
    budget.sent(0);
    ChannelHandlerContext to = context();
    return encoder().writeHeaders(to, stream.id(), fields, 0, last, to.newPromise());
  }

  ChannelFuture writeData(Http2Stream stream, ByteBuf bytes, boolean last) {
    budget.sent(bytes.readableBytes());
    ChannelHandlerContext to = context();
    return encoder().writeData(to, stream.id(), bytes, 0, last, to.newPromise());
  }

  void reset(Http2Stream stream, Http2Error why) {
    ChannelHandlerContext to = context();
    var _ = resetStream(to, stream.id(), why.code(), to.newPromise());
  }

  boolean isWritable(Http2Stream stream) {
    return encoder().flowController().isWritable(stream);
  }

  /// The client may send so much more.
  void consumed(Http2Stream stream, int bytes) {
    try {
      if (decoder().flowController().consumeBytes(stream, bytes)) flushSoon();
    } catch (Http2Exception e) {
      onError(context(), true, e);
    }
  }

  void completed() {
    budget.streamCompleted();
  }

  void flushSoon() {
    if (flushing) return;
    flushing = true;
    channel
        .eventLoop()
        .execute(() -> {
          flushing = false;
          if (channel.isActive()) flush(context());
        });
  }

  // What the client sends

  private static final class Listener extends Http2FrameAdapter {
    @SuppressWarnings("NullAway.Init") // set before the first frame
    private Http2DownstreamConnection of;

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int stream, Http2Headers fields, int padding, boolean last)
        throws Http2Exception {
      of.headers(stream, fields, last);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int stream,
        Http2Headers fields,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean last)
        throws Http2Exception {
      of.headers(stream, fields, last);
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean last)
        throws Http2Exception {
      if (!data.isReadable() && !last) of.budget.spend(Glitch.EMPTY_DATA);
      return of.data(stream, data, padding, last);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int stream, long error)
        throws Http2Exception {
      of.resetByClient(stream);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
      of.budget.spend(Glitch.PING);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
        throws Http2Exception {
      of.budget.spend(Glitch.SETTINGS);
    }

    @Override
    public void onPriorityRead(
        ChannelHandlerContext ctx, int stream, int dependency, short weight, boolean exclusive)
        throws Http2Exception {
      of.budget.spend(Glitch.PRIORITY);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int stream, int increment)
        throws Http2Exception {
      of.budget.spend(Glitch.WINDOW_UPDATE);
    }

    @Override
    public void onUnknownFrame(
        ChannelHandlerContext ctx, byte type, int stream, Http2Flags flags, ByteBuf payload) {
      of.unknown();
    }
  }

  private void headers(int id, Http2Headers fields, boolean last) throws Http2Exception {
    Http2Stream stream = connection().stream(id);
    Http2Downstream known = stream.getProperty(key);
    if (known != null) {
      known.trailers(fields, last);
      return;
    }
    Http2Downstream opened = new Http2Downstream(this, stream);
    stream.setProperty(key, opened);
    streams.add(opened);
    if (++begun == STREAMS_PER_CONNECTION) beginEnd();
    opened.begin(fields, last);
    touched.add(opened);
  }

  private int data(int id, ByteBuf data, int padding, boolean last) {
    Http2Downstream reading = connection().stream(id).getProperty(key);
    if (reading == null) return data.readableBytes() + padding;
    touched.add(reading);
    return reading.data(data, padding, last);
  }

  private void resetByClient(int id) throws Http2Exception {
    Http2Stream stream = connection().stream(id);
    Http2Downstream reset = stream == null ? null : stream.getProperty(key);
    if (reset == null || !reset.hasResponseBegun()) budget.spend(Glitch.RESET);
  }

  private void unknown() {
    try {
      budget.spend(Glitch.UNKNOWN_FRAME);
    } catch (Http2Exception e) {
      onError(context(), false, e);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (ended) in.skipBytes(in.readableBytes());
    else super.decode(ctx, in, out);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    for (int i = 0; i < touched.size(); i++) touched.get(i).readComplete();
    touched.clear();
    super.channelReadComplete(ctx); // flushes
  }

  private void writabilityChanged(Http2Stream stream) {
    Http2Downstream its = stream.getProperty(key);
    if (its != null && isWritable(stream)) its.writable();
  }

  private final class Closings extends Http2ConnectionAdapter {
    @Override
    public void onStreamClosed(Http2Stream stream) {
      Http2Downstream closed = stream.getProperty(key);
      if (closed == null || !streams.remove(closed)) return;
      closed.closed();
      if (streams.isEmpty()) idleSince = loop.ticker().now();
    }
  }

  // Faults

  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException fault) {
    super.onStreamError(ctx, outbound, cause, fault);
    if (outbound) return;
    LOG.debug("stream {} of {}: {}", fault.streamId(), client.address(), fault.getMessage());
    try {
      budget.spend(Glitch.STREAM_ERROR);
    } catch (Http2Exception e) {
      onError(ctx, false, e);
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      @Nullable Http2Exception fault) {
    if (ended) return;
    if (fault == null) broke(cause);
    else LOG.info("closing the connection of {}: {}", client.address(), fault.getMessage());
    super.onConnectionError(ctx, outbound, cause, fault);
    closeAfterWriting();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (cause instanceof IOException) {
      broke(cause);
      Outbound.close(channel);
    } else {
      super.exceptionCaught(ctx, cause);
    }
  }

  private void broke(Throwable cause) {
    if (cause instanceof IOException) LOG.debug("connection of {} broke", client.address(), cause);
    else LOG.error("closing the connection of {}", client.address(), cause);
  }

  private void closeAfterWriting() {
    ended = true;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  // Time and the end

  @Override
  public void tick(long now) {
    for (Http2Downstream stream : List.copyOf(streams)) stream.tick(now);
    if (ended || ctx == null) return;
    boolean idle = streams.isEmpty() && now - idleSince >= limits().idleMillis();
    if (ending == Ticker.NEVER && (idle || loop.drain().hasBegun())) beginEnd();
    if (ending != Ticker.NEVER && now >= ending) finish();
  }

  /// No new streams, please; those on their way are still served.
  private void beginEnd() {
    if (ending != Ticker.NEVER) return;
    ending = loop.ticker().deadline(LAST_STREAMS_MILLIS);
    goAway(EVERY_STREAM);
  }

  /// From here on none.
  private void finish() {
    if (!connection().goAwaySent()
        || connection().remote().lastStreamKnownByPeer() == EVERY_STREAM) {
      goAway(connection().remote().lastStreamCreated());
    }
    if (streams.isEmpty()) closeAfterWriting();
  }

  private void goAway(int lastStream) {
    ChannelHandlerContext to = context();
    var _ = goAway(to, lastStream, NO_ERROR.code(), Unpooled.EMPTY_BUFFER, to.newPromise());
    flushSoon();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    this.ctx = ctx;
    super.handlerAdded(ctx);
    // RFC 9113 §6.9.2: SETTINGS does not change the window of the connection.
    Http2Stream all = connection().connectionStream();
    decoder()
        .flowController()
        .incrementWindowSize(
            all, CONNECTION_WINDOW_BYTES - decoder().flowController().windowSize(all));
    flushSoon();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    timed.remove();
    super.channelInactive(ctx); // closes all streams
    for (Http2Downstream stream : List.copyOf(streams)) stream.closed();
    streams.clear();
  }
}
