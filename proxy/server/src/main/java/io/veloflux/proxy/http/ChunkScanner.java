package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Follows a chunked body (RFC 9112 §7.1) octet by octet between the chunks and in one step through
/// each of them.
///
/// - Chunk extensions are refused: nobody needs them and readers disagree on them.
/// - Trailers are checked, bounded and kept apart from the fields of the head ([Trailers]).
final class ChunkScanner {
  private enum State {
    SIZE,
    SIZE_LF,
    CONTENT,
    CONTENT_CR,
    CONTENT_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    LAST_LF,
    ENDED,
    BROKEN
  }

  private static final int SIZE_DIGITS = 15; // 2^60 bytes
  private static final int TRAILER_BYTES = 8_192;
  private static final int MAX_TRAILERS = 32;

  private State state = State.SIZE;
  private long remaining;
  private int digits;
  private @Nullable StringBuilder trailerLines;
  private int trailers;
  private @Nullable String fault;

  boolean ended() {
    return state == State.ENDED;
  }

  @Nullable String fault() {
    return fault;
  }

  @Nullable Trailers trailers() {
    return trailerLines == null ? null : Trailers.of(trailerLines);
  }

  /// @see BodyFraming#content
  int content(ByteBuf in) {
    while (in.isReadable() && state != State.ENDED && state != State.BROKEN) {
      if (state == State.CONTENT) return take(in.readableBytes());
      state = after(in.readByte());
    }
    return 0;
  }

  private int take(int available) {
    int count = (int) Math.min(remaining, available);
    remaining -= count;
    if (remaining == 0) state = State.CONTENT_CR;
    return count;
  }

  private State after(byte octet) {
    return switch (state) {
      case SIZE -> size(octet);
      case SIZE_LF -> expect('\n', octet, digitsDone());
      case CONTENT_CR -> expect('\r', octet, State.CONTENT_LF);
      case CONTENT_LF -> expect('\n', octet, State.SIZE);
      case TRAILER_START -> octet == '\r' ? State.LAST_LF : trailerStart(octet);
      case TRAILER_NAME -> octet == ':' ? counted(octet, State.TRAILER_VALUE) : trailerName(octet);
      case TRAILER_VALUE -> octet == '\r' ? State.TRAILER_LF : trailerValue(octet);
      case TRAILER_LF -> expect('\n', octet, counted(octet, State.TRAILER_START));
      case LAST_LF -> expect('\n', octet, State.ENDED);
      case CONTENT, ENDED, BROKEN -> throw new IllegalStateException("no framing in " + state);
    };
  }

  private State size(byte octet) {
    int digit = Ascii.hex(octet);
    if (digit >= 0 && digits < SIZE_DIGITS) {
      remaining = (remaining << 4) | digit;
      digits++;
      return State.SIZE;
    }
    if (octet == '\r' && digits > 0) return State.SIZE_LF;
    return broken(
        octet == ';' ? "a chunk extension (RFC 9112 §7.1.1)" : "a bad chunk size (RFC 9112 §7.1)");
  }

  private State digitsDone() {
    digits = 0;
    return remaining == 0 ? State.TRAILER_START : State.CONTENT;
  }

  private State trailerStart(byte octet) {
    if (trailerLines == null) trailerLines = new StringBuilder(128);
    return ++trailers <= MAX_TRAILERS
        ? trailerName(octet)
        : broken("more than %d trailers".formatted(MAX_TRAILERS));
  }

  private State trailerName(byte octet) {
    if (!Ascii.isToken(octet)) return broken("a trailer that is no field (RFC 9112 §7.1.2)");
    return counted(octet, State.TRAILER_NAME);
  }

  private State trailerValue(byte octet) {
    boolean control = (octet >= 0 && octet < ' ' && octet != '\t') || octet == 0x7f;
    if (control) return broken("a control character in a trailer (RFC 9110 §5.5)");
    return counted(octet, State.TRAILER_VALUE);
  }

  private State counted(byte octet, State next) {
    if (trailerLines == null || trailerLines.length() == TRAILER_BYTES) {
      return broken("trailers above %d bytes".formatted(TRAILER_BYTES));
    }
    trailerLines.append((char) (octet & 0xff));
    return next;
  }

  private State expect(char wanted, byte octet, State next) {
    return octet == wanted ? next : broken("a bad end of a line or chunk (RFC 9112 §7.1)");
  }

  private State broken(String why) {
    fault = why;
    return State.BROKEN;
  }
}
