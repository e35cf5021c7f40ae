package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The backend's side of one exchange: one attempt. What it is told to write waits for [#flush] or
/// the end. Event loop only.
public interface Upstream {
  /// Whether it can be written to; if not, [Attempt#connected] comes later.
  boolean isConnected();

  /// @param head as HTTP/1.1 has it, the form in which a request can be kept; this takes ownership
  void head(ByteBuf head, Asked asked);

  /// @param framed whether the content is sent in chunks because its length is not known
  /// @param part not empty; this takes ownership
  void body(ByteBuf part, boolean framed);

  /// The request is complete, or the client sends no more through a tunnel.
  void end(boolean framed, @Nullable Trailers trailers);

  void flush();

  boolean isWritable();

  /// Bytes that were written and have not left yet.
  long unsentBytes();

  /// Nobody wants the response any more. No further callback.
  void cancel();

  void pauseResponse();

  void resumeResponse();

  /// Who is told what comes of an attempt.
  interface Attempt {
    void connected();

    void interim(Head head);

    /// @param length of the content, -1 where only its end tells
    void responseHead(Head head, long length);

    /// @param part not empty; the callee takes ownership
    void responseBody(ByteBuf part);

    /// The response is a 101, as asked for: what follows in both directions is content of another
    /// protocol.
    void switched(Head head);

    /// The response is complete, and so is the attempt. In a tunnel where the client still sends,
    /// the attempt goes on and this is called again at its end.
    void responseEnd(@Nullable Trailers trailers);

    /// The last callback of an attempt that brings no complete response.
    void failed(Failure failure);

    /// All that has arrived was handed over: time to flush.
    void responseReadComplete();

    void upstreamWritable();
  }

  /// What a request asked for, as far as that tells where its response ends.
  enum Asked {
    CONTENT,
    /// By HEAD: the response has no content.
    HEAD,
    /// To change the protocol; or content, as the backend likes.
    TUNNEL;

    static Asked by(Head head) {
      if (Methods.isHead(head.method())) return HEAD;
      return head.isWebSocket() ? TUNNEL : CONTENT;
    }
  }

  /// How an attempt ended without a complete response.
  enum Kind {
    /// No connection, hence nothing was sent.
    CONNECT_FAILED,
    /// Closed before the first byte of a response: it may have acted on the request or not.
    CLOSED_BEFORE_RESPONSE,
    /// Closed in the middle of one.
    TRUNCATED,
    /// What came is no HTTP.
    UNREADABLE
  }

  /// @param reused whether the connection had served before: then it may have been closed meanwhile
  record Failure(Kind kind, boolean reused, Refusal refusal) {}
}
