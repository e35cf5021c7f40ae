package io.veloflux.proxy.http;

/// What waits for slow readers on both sides of an exchange, and whether it still moves. Who takes
/// a few bytes now and then only keeps a connection busy: an idle timeout's worth of
/// [BodyPace#BYTES_PER_SECOND] has to go within the idle timeout.
///
/// Example, idle timeout 60 s: 30,000 bytes, or all there is if that is less.
final class Backlog {
  private long bytes;

  /// @param unsent what waits now
  /// @return whether, since this was last true, more has come, enough has gone or nothing is left
  boolean moved(long unsent, long idleMillis) {
    long enough = BodyPace.BYTES_PER_SECOND * idleMillis / 1_000;
    boolean emptied = unsent == 0 && bytes > 0;
    boolean moved = unsent > bytes || emptied || (unsent < bytes && bytes - unsent >= enough);
    if (moved) bytes = unsent;
    return moved;
  }
}
