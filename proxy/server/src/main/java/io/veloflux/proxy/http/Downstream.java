package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The client's side of one exchange. What it is told to write waits for [#flush] or the end. Event
/// loop only.
public interface Downstream {
  /// `HTTP/1.1` and the like, of the request: for the log.
  String protocol();

  /// A 1xx response; the final one is still to come.
  void interim(Head head);

  /// @param length of the content, -1 where only its end tells
  void head(Head head, HeadEdits edits, long length);

  /// @param part not empty; this takes ownership
  void body(ByteBuf part);

  /// The response is complete.
  void end(@Nullable Trailers trailers);

  /// The response is a 101: what follows in both directions is content of another protocol.
  void tunnel(Head head);

  /// The backend sends no more, of what comes through a tunnel; the client still may.
  void shutdown();

  /// The response is this, instead of one of a backend, and is complete with it.
  void refuse(Refusal why);

  /// The response stays incomplete, and the client can see that it is.
  void abort();

  void flush();

  boolean isWritable();

  /// Bytes that were written and have not left yet.
  long unsentBytes();

  void pauseRequest(Valve.Reason reason);

  void resumeRequest(Valve.Reason reason);
}
