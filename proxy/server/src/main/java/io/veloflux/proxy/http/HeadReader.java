package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import io.veloflux.proxy.http.HeadScanner.Outcome;

/// Reads heads out of received buffers: one for each event loop and direction, shared by all of its
/// connections.
///
/// A head is copied once into an array, where it is faster to look at than in a direct buffer.
public final class HeadReader {
  /// Beside the head itself: an empty line before it, and enough to see that it goes on beyond its
  /// limit.
  private static final int MARGIN_BYTES = 8;

  private final HeadScanner scanner = new HeadScanner();
  private final Head head = new Head();
  private byte[] bytes = new byte[16_384];

  /// @param in from the first byte of the message on; not consumed
  /// @param seen bytes of it that were there when the last call said `INCOMPLETE`
  public Outcome request(ByteBuf in, int seen, HeadLimits limits) {
    if (!isWorthScanning(in, seen, limits)) return Outcome.INCOMPLETE;
    int count = copy(in, limits);
    return scanner.request(bytes, 0, count, limits, head);
  }

  /// As [#request].
  public Outcome response(ByteBuf in, int seen, HeadLimits limits) {
    if (!isWorthScanning(in, seen, limits)) return Outcome.INCOMPLETE;
    int count = copy(in, limits);
    return scanner.response(bytes, 0, count, limits, head);
  }

  /// What was `COMPLETE`.
  public Head head() {
    return head;
  }

  /// Why it was `REFUSED`.
  public Refusal refusal() {
    return scanner.refusal();
  }

  private static boolean isWorthScanning(ByteBuf in, int seen, HeadLimits limits) {
    return in.readableBytes() > limits.headBytes()
        || in.indexOf(in.readerIndex() + seen, in.writerIndex(), (byte) '\n') >= 0;
  }

  /// Into [#bytes], which may be a larger array afterwards.
  private int copy(ByteBuf in, HeadLimits limits) {
    int count = Math.min(in.readableBytes(), limits.headBytes() + MARGIN_BYTES);
    if (bytes.length < count) bytes = new byte[limits.headBytes() + MARGIN_BYTES];
    in.getBytes(in.readerIndex(), bytes, 0, count);
    return count;
  }
}
