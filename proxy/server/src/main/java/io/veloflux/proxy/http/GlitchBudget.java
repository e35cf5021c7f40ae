package io.veloflux.proxy.http;

import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;

import io.netty.handler.codec.http2.Http2Exception;
import java.util.EnumMap;
import java.util.Map;

/// How much work without a result one HTTP/2 connection may make: what is counted is work wasted,
/// not frames.
///
/// - Every protocol oddity has a limit for a span of time. Going beyond it ends the connection with
///   ENHANCE_YOUR_CALM (RFC 9113 §10.5).
/// - What goes with work that was wanted is free: pings and window updates beside the DATA and
///   HEADERS that were sent (gRPC clients ping once a call), resets beside streams that were
///   completed (browsers cancel a lot).
///
/// Event loop only.
final class GlitchBudget {
  enum Glitch {
    /// A stream that the client reset before its response began.
    RESET(200, 30_000),
    /// A stream that had to be reset because of what the client sent on it, or one too many.
    STREAM_ERROR(100, 30_000),
    PING(100, 10_000),
    SETTINGS(20, 10_000),
    PRIORITY(100, 10_000),
    WINDOW_UPDATE(1_000, 10_000),
    EMPTY_DATA(100, 10_000),
    UNKNOWN_FRAME(100, 10_000);

    private final int limit;
    private final long spanMillis;

    Glitch(int limit, long spanMillis) {
      this.limit = limit;
      this.spanMillis = spanMillis;
    }
  }

  private static final class Count {
    private long since;
    private int spent;
  }

  /// More is not saved up.
  private static final int MOST_CREDIT = 1_000;

  private static final int RESETS_PER_COMPLETED = 2;
  private static final int STEP_BYTES = 1_024;

  private final Ticker ticker;
  private final Map<Glitch, Count> counts = new EnumMap<>(Glitch.class);
  private int pings;
  private int windowUpdates;
  private int resets;

  GlitchBudget(Ticker ticker) {
    this.ticker = ticker;
  }

  /// HEADERS or DATA were sent.
  ///
  /// @param bytes of content: clients open their windows in steps that only they know
  void sent(int bytes) {
    int steps = 1 + bytes / STEP_BYTES;
    pings = Math.min(MOST_CREDIT, pings + steps);
    // the stream's and the connection's
    windowUpdates = Math.min(2 * MOST_CREDIT, windowUpdates + 2 * steps);
  }

  /// A response was sent to its end.
  void streamCompleted() {
    resets = Math.min(MOST_CREDIT, resets + RESETS_PER_COMPLETED);
  }

  /// @throws Http2Exception when it is too much: ends the connection
  void spend(Glitch glitch) throws Http2Exception {
    if (isCovered(glitch)) return;
    Count count = counts.computeIfAbsent(glitch, _ -> new Count());
    long now = ticker.now();
    if (now - count.since > glitch.spanMillis) {
      count.since = now;
      count.spent = 0;
    }
    if (++count.spent > glitch.limit) {
      throw Http2Exception.connectionError(
          ENHANCE_YOUR_CALM,
          "more than %d times %s in %d s",
          glitch.limit,
          glitch,
          glitch.spanMillis / 1_000);
    }
  }

  private boolean isCovered(Glitch glitch) {
    return switch (glitch) {
      case PING -> pings > 0 && pings-- > 0;
      case WINDOW_UPDATE -> windowUpdates > 0 && windowUpdates-- > 0;
      case RESET -> resets > 0 && resets-- > 0;
      default -> false;
    };
  }
}
