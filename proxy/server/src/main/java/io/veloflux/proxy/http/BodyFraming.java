package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Where the body of one message ends, and which of its bytes are content (RFC 9112 §6.3). Follows
/// the bytes as they arrive and never changes them; whoever passes the content on frames it anew.
///
/// One connection's thread; one instance for each message.
public sealed interface BodyFraming {
  /// Moves `in` over framing, up to content or to the end of what is there.
  ///
  /// @return how many of the readable bytes are content now; the caller takes all of them before it
  ///   asks again
  int content(ByteBuf in);

  /// Whether the message is complete: what follows belongs to the next one.
  boolean ended();

  /// Bytes of content, -1 where that is known at the end only.
  long length();

  /// What is wrong with the framing; then nothing that follows can be trusted.
  default @Nullable String fault() {
    return null;
  }

  /// What came behind the content and may go on; `null` for nothing. Once it has [#ended].
  default @Nullable Trailers trailers() {
    return null;
  }

  static BodyFraming ofRequest(Head head) {
    if (head.chunked()) return new Chunked();
    return head.contentLength() > 0 ? new Length(head.contentLength()) : new None();
  }

  /// @param toHead whether it answers a HEAD request
  static BodyFraming ofResponse(Head head, boolean toHead) {
    if (toHead || head.hasNoContent()) return new None();
    if (head.chunked()) return new Chunked();
    return head.contentLength() >= 0 ? new Length(head.contentLength()) : new UntilClose();
  }

  /// Nothing but a head.
  record None() implements BodyFraming {
    @Override
    public int content(ByteBuf in) {
      return 0;
    }

    @Override
    public boolean ended() {
      return true;
    }

    @Override
    public long length() {
      return 0;
    }
  }

  /// As many bytes as `Content-Length` says.
  final class Length implements BodyFraming {
    private final long length;
    private long remaining;

    Length(long length) {
      this.length = length;
      this.remaining = length;
    }

    @Override
    public int content(ByteBuf in) {
      int count = (int) Math.min(remaining, in.readableBytes());
      remaining -= count;
      return count;
    }

    @Override
    public boolean ended() {
      return remaining == 0;
    }

    @Override
    public long length() {
      return length;
    }
  }

  /// All that comes before the connection closes. Nobody can tell whether something is missing.
  record UntilClose() implements BodyFraming {
    @Override
    public int content(ByteBuf in) {
      return in.readableBytes();
    }

    @Override
    public boolean ended() {
      return false;
    }

    @Override
    public long length() {
      return -1;
    }
  }

  /// `Transfer-Encoding: chunked`.
  final class Chunked implements BodyFraming {
    private final ChunkScanner chunks = new ChunkScanner();

    @Override
    public int content(ByteBuf in) {
      return chunks.content(in);
    }

    @Override
    public boolean ended() {
      return chunks.ended();
    }

    @Override
    public long length() {
      return -1;
    }

    @Override
    public @Nullable String fault() {
      return chunks.fault();
    }

    @Override
    public @Nullable Trailers trailers() {
      return chunks.trailers();
    }
  }
}
