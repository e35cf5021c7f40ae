package io.veloflux.proxy.http;

import static io.netty.handler.codec.http2.Http2Error.INTERNAL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.veloflux.proxy.http.HeadScanner.Outcome;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One request of an HTTP/2 client and its response: a stream.
///
/// - The client may send as much as was taken from it: what arrives while the request is paused is
///   held, at most one window of it, and the window opens again when the backend has it.
/// - The head and the last part of a response wait for what comes next, so that a short response is
///   two frames, the second of which ends the stream.
final class Http2Downstream implements Downstream {
  private final Http2DownstreamConnection connection;
  private final Http2Stream stream;
  private final Set<Valve.Reason> paused = EnumSet.noneOf(Valve.Reason.class);
  private final Deque<ByteBuf> held = new ArrayDeque<>(0);

  private @Nullable Exchange exchange;
  private boolean hasBody;
  private boolean requestEnded;
  private boolean heldEnd;
  private @Nullable Trailers heldTrailers;
  private boolean toHead;
  private boolean grpc;

  private @Nullable Http2Headers head;
  private @Nullable ByteBuf part;
  private boolean responseBegun;
  private long unsent;

  Http2Downstream(Http2DownstreamConnection connection, Http2Stream stream) {
    this.connection = connection;
    this.stream = stream;
  }

  // The request

  void begin(Http2Headers fields, boolean last) throws Http2Exception {
    requestEnded = last;
    Loop loop = connection.loop();
    ByteBuf bytes = loop.allocator().heapBuffer(1_024);
    try {
      Http2Fields.writeRequest(stream.id(), fields, last, bytes);
      grpc = Grpc.is(fields.get("content-type"));
      toHead = Methods.isHead(fields.method().toString());
      Exchange begun = new Exchange(loop, this, connection.client());
      exchange = begun;
      HeadReader heads = loop.heads();
      Outcome outcome =
          heads.request(bytes, 0, HeadLimits.request(connection.limits().headBytes()));
      switch (outcome) {
        case COMPLETE -> {
          hasBody = heads.head().hasBody();
          begun.begin(heads.head());
          heads.head().release();
        }
        case REFUSED -> begun.malformed(heads.refusal());
        case INCOMPLETE ->
            throw Http2Exception.streamError(stream.id(), PROTOCOL_ERROR, "no whole head");
      }
    } finally {
      bytes.release();
    }
  }

  /// @return how many bytes may be sent again
  int data(ByteBuf data, int padding, boolean last) {
    int count = data.readableBytes();
    Exchange reading = exchange;
    if (reading == null) {
      requestEnded |= last;
      return count + padding; // it is answered already
    }
    if (!paused.isEmpty() || !held.isEmpty()) {
      if (count > 0) held.add(data.retain());
      heldEnd |= last;
      return padding;
    }
    if (count > 0) reading.requestBody(data.retain());
    if (last) requestEnd(null);
    return count + padding;
  }

  void trailers(Http2Headers fields, boolean last) throws Http2Exception {
    if (!last) {
      throw Http2Exception.streamError(
          stream.id(), PROTOCOL_ERROR, "HEADERS in the middle (RFC 9113 §8.1)");
    }
    Trailers trailers = Http2Fields.trailers(stream.id(), fields);
    if (held.isEmpty() && paused.isEmpty()) {
      requestEnd(trailers);
    } else {
      heldEnd = true;
      heldTrailers = trailers;
    }
  }

  private void requestEnd(@Nullable Trailers trailers) {
    if (requestEnded) return;
    requestEnded = true;
    if (hasBody && exchange != null) exchange.requestEnd(trailers);
  }

  void readComplete() {
    if (exchange != null) exchange.requestReadComplete();
  }

  @Override
  public void pauseRequest(Valve.Reason reason) {
    paused.add(reason);
  }

  @Override
  public void resumeRequest(Valve.Reason reason) {
    paused.remove(reason);
    boolean some = !held.isEmpty();
    while (paused.isEmpty() && exchange != null && !held.isEmpty()) {
      ByteBuf next = held.remove();
      int count = next.readableBytes();
      exchange.requestBody(next);
      connection.consumed(stream, count);
    }
    if (paused.isEmpty() && held.isEmpty() && heldEnd) {
      heldEnd = false;
      requestEnd(heldTrailers);
    } else if (some && exchange != null) {
      exchange.requestReadComplete();
    }
  }

  // The response

  @Override
  public String protocol() {
    return "HTTP/2";
  }

  @Override
  public void interim(Head head) {
    var _ = connection.writeHeaders(stream, Http2Fields.response(head), false);
    connection.flushSoon();
  }

  @Override
  public void head(Head head, HeadEdits edits, long length) {
    this.head = Http2Fields.response(head);
    responseBegun = true;
  }

  @Override
  public void body(ByteBuf part) {
    write(false);
    this.part = part;
  }

  /// What waits; the last of it ends the response, if `last`.
  private void write(boolean last) {
    Http2Headers head = this.head;
    ByteBuf part = this.part;
    this.head = null;
    this.part = null;
    if (head != null) writeHeaders(head, last && part == null);
    if (part != null) writeData(part, last);
    else if (last && head == null) writeData(Unpooled.EMPTY_BUFFER, true);
  }

  private void writeHeaders(Http2Headers fields, boolean last) {
    written(connection.writeHeaders(stream, fields, last), last);
  }

  private void writeData(ByteBuf bytes, boolean last) {
    int count = bytes.readableBytes();
    unsent += count;
    written(connection.writeData(stream, bytes, last).addListener(_ -> unsent -= count), last);
  }

  private void written(ChannelFuture future, boolean last) {
    // RFC 9113 §8.1: the response, once it is there, does not need the rest of the request.
    if (last && !requestEnded) future.addListener(_ -> connection.reset(stream, NO_ERROR));
  }

  @Override
  public void end(@Nullable Trailers trailers) {
    if (trailers == null) {
      write(true);
    } else {
      if (head != null || part != null) write(false);
      writeHeaders(Http2Fields.of(trailers), true);
    }
    complete();
  }

  @Override
  public void refuse(Refusal why) {
    responseBegun = true;
    if (grpc) {
      writeHeaders(Grpc.refusal(why), true);
    } else {
      ByteBuf body = Reply.content(why, connection.loop().allocator());
      writeHeaders(Reply.fields(why, body.readableBytes()), toHead);
      if (toHead) body.release();
      else writeData(body, true);
    }
    complete();
  }

  private void complete() {
    exchange = null;
    connection.completed();
    connection.flushSoon();
  }

  @Override
  public void tunnel(Head head) {
    throw new IllegalStateException("no Upgrade comes by HTTP/2");
  }

  @Override
  public void shutdown() {
    throw new IllegalStateException("no tunnel goes by HTTP/2");
  }

  @Override
  public void abort() {
    exchange = null;
    connection.reset(stream, INTERNAL_ERROR);
    connection.flushSoon();
  }

  @Override
  public void flush() {
    if (head != null || part != null) write(false);
    connection.flushSoon();
  }

  @Override
  public boolean isWritable() {
    return connection.isWritable(stream);
  }

  @Override
  public long unsentBytes() {
    return unsent;
  }

  // What the connection tells

  void writable() {
    if (exchange != null) exchange.downstreamWritable();
  }

  void tick(long now) {
    if (exchange != null) exchange.tick(now);
  }

  boolean hasResponseBegun() {
    return responseBegun;
  }

  /// The stream is over, for whatever reason.
  void closed() {
    Exchange broken = exchange;
    exchange = null;
    if (broken != null) broken.clientGone();
    held.forEach(ByteBuf::release);
    held.clear();
    if (part != null) part.release();
    part = null;
    head = null;
  }
}
