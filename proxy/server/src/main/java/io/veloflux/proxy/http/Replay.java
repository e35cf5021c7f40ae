package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request as it was sent, kept until the first byte of a response, so that another attempt can
/// send it again. Longer bodies are not kept: then there is no other attempt. Event loop only.
final class Replay {
  private static final int MAX_BODY_BYTES = 65_536;

  private final ByteBuf head;
  private final Upstream.Asked asked;
  private final boolean framed;
  private final List<ByteBuf> parts = new ArrayList<>(0);
  private int bodyBytes;
  private boolean whole = true;
  private boolean ended;
  private @Nullable Trailers trailers;

  /// @param head this takes ownership
  Replay(ByteBuf head, Upstream.Asked asked, boolean framed) {
    this.head = head;
    this.asked = asked;
    this.framed = framed;
  }

  boolean framed() {
    return framed;
  }

  void add(ByteBuf part) {
    if (!whole) return;
    bodyBytes += part.readableBytes();
    if (bodyBytes <= MAX_BODY_BYTES) {
      parts.add(part.retainedDuplicate());
    } else {
      drop();
    }
  }

  void end(@Nullable Trailers trailers) {
    ended = true;
    this.trailers = trailers;
  }

  /// Whether it has all that was sent.
  boolean isWhole() {
    return whole;
  }

  void sendTo(Upstream upstream) {
    upstream.head(head.retainedDuplicate(), asked);
    for (ByteBuf part : parts) upstream.body(part.retainedDuplicate(), framed);
    if (ended) upstream.end(framed, trailers);
    else upstream.flush();
  }

  /// Nobody will send it again. Again is nothing.
  void drop() {
    if (!whole) return;
    whole = false;
    head.release();
    parts.forEach(ByteBuf::release);
    parts.clear();
  }
}
