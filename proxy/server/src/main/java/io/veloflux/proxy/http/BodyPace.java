package io.veloflux.proxy.http;

/// Whether a client sends the body of a request fast enough to be worth a connection: after a while
/// at least [#BYTES_PER_SECOND], on average from the beginning.
///
/// - Only time in which the proxy would have read counts: a slow backend is not the client's fault.
/// - Example: 4,000 bytes in the first second, then nothing: too slow after 18 s, as 10 are free
///   and these bytes are worth 8.
///
/// One connection's thread; one instance for each connection.
final class BodyPace {
  static final int BYTES_PER_SECOND = 500;
  static final long FREE_MILLIS = 10_000;

  private long lastTick;
  private long listenedMillis;
  private long bytes;

  /// The next body begins.
  void begin(long now) {
    lastTick = now;
    listenedMillis = 0;
    bytes = 0;
  }

  void received(int count) {
    bytes += count;
  }

  /// To be asked at each tick while the body comes.
  ///
  /// @param listening whether the proxy would read what came
  boolean isTooSlow(long now, boolean listening) {
    if (listening) listenedMillis += now - lastTick;
    lastTick = now;
    return listenedMillis > FREE_MILLIS + bytes * 1_000 / BYTES_PER_SECOND;
  }
}
