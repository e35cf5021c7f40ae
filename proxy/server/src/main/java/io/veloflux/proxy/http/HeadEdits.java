package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;

/// What a head loses and gains on its way, besides what concerns one connection only. Event loop
/// only.
public interface HeadEdits {
  HeadEdits NONE =
      new HeadEdits() {
        @Override
        public boolean drops(HeaderName name) {
          return false;
        }

        @Override
        public void add(Head head, ByteBuf out) {}
      };

  boolean drops(HeaderName name);

  /// Writes further lines, each with its CR LF.
  void add(Head head, ByteBuf out);
}
