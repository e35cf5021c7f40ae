package io.veloflux.proxy.http;

import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.STREAM_CLOSED;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Arrays;
import java.util.BitSet;

/// Holds clients to the life of a stream (RFC 9113 §5.1) where Netty is lenient: no HEADERS on a
/// stream that they ended, nor on one that they skipped.
///
/// What comes on a stream that this side reset is left to Netty, which ignores it: it was sent
/// before the client could know.
final class StrictFrameReader implements Http2FrameReader {
  /// No connection comes near it: it is sent away after half as many.
  private static final int MOST_STREAMS = 20_000;

  private final Http2FrameReader reader;
  private final Http2Connection connection;

  /// Ascending. What is kept grows with the streams, never with their numbers, which are the
  /// client's to choose.
  private int[] opened = new int[16];

  private int count;

  /// By their place in `opened`.
  private final BitSet ended = new BitSet();

  StrictFrameReader(Http2FrameReader reader, Http2Connection connection) {
    this.reader = reader;
    this.connection = connection;
  }

  @Override
  public void readFrame(ChannelHandlerContext ctx, ByteBuf in, Http2FrameListener listener)
      throws Http2Exception {
    reader.readFrame(ctx, in, new Checked(listener));
  }

  private void headers(int stream, boolean last) throws Http2Exception {
    int index = index(stream);
    if (count == 0 || stream > opened[count - 1]) {
      index = open(stream);
    } else if (index < 0) {
      throw Http2Exception.connectionError(
          PROTOCOL_ERROR, "stream %d after a higher one (RFC 9113 §5.1.1)", stream);
    } else if (ended.get(index)) {
      throw connection.stream(stream) == null
          ? Http2Exception.connectionError(STREAM_CLOSED, "HEADERS on closed stream %d", stream)
          : Http2Exception.streamError(stream, STREAM_CLOSED, "HEADERS after the end");
    }
    if (last) ended.set(index);
  }

  private int open(int stream) throws Http2Exception {
    if (count == MOST_STREAMS) {
      throw Http2Exception.connectionError(ENHANCE_YOUR_CALM, "more than %d streams", count);
    }
    if (count == opened.length) opened = Arrays.copyOf(opened, 2 * count);
    opened[count] = stream;
    return count++;
  }

  /// @return negative for one that was never opened
  private int index(int stream) {
    return Arrays.binarySearch(opened, 0, count, stream);
  }

  @Override
  public Configuration configuration() {
    return reader.configuration();
  }

  @Override
  public void close() {
    reader.close();
  }

  private final class Checked extends Http2FrameListenerDecorator {
    Checked(Http2FrameListener listener) {
      super(listener);
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int stream, Http2Headers fields, int padding, boolean last)
        throws Http2Exception {
      headers(stream, last);
      super.onHeadersRead(ctx, stream, fields, padding, last);
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
      headers(stream, last);
      super.onHeadersRead(ctx, stream, fields, dependency, weight, exclusive, padding, last);
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean last)
        throws Http2Exception {
      int index = index(stream);
      if (last && index >= 0) ended.set(index);
      return super.onDataRead(ctx, stream, data, padding, last);
    }
  }
}
