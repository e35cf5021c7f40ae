package io.veloflux.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.veloflux.proxy.pem.CertifiedKey;
import io.veloflux.proxy.runtime.Identity;

/// What [Contexts] makes. Any thread may use it.
final class ServedIdentity implements Identity {
  private final CertifiedKey key;
  private final SslContext context;

  ServedIdentity(CertifiedKey key, SslContext context) {
    this.key = key;
    this.context = context;
  }

  @Override
  public CertifiedKey key() {
    return key;
  }

  /// For one connection.
  SslHandler handler(ByteBufAllocator allocator) {
    return context.newHandler(allocator);
  }
}
