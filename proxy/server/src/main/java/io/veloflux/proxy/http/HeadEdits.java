package io.veloflux.proxy.http;

import io.netty.buffer.ByteBuf;

/// What a head loses and gains on its way, besides what concerns one connection only. Event loop
/// only.
public interface HeadEdits {
  HeadEdits NONE =
      new HeadEdits() {
        @Override
        public long dropped() {
          return 0;
        }

        @Override
        public void add(Head head, ByteBuf out) {}
      };

  /// [HeaderName#bits] of the fields that go.
  long dropped();

  /// Writes further lines, each with its CR LF.
  void add(Head head, ByteBuf out);
}
