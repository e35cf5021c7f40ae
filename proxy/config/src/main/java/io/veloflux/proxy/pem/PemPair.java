package io.veloflux.proxy.pem;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A certificate chain and its private key as somebody stored them.
///
/// @param certificates what Kubernetes calls `tls.crt`
/// @param key what Kubernetes calls `tls.key`
public record PemPair(String certificates, String key) {
  static final int DIGEST_CHARS = 32;

  /// 32 hexadecimal digits that name the content.
  public String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(certificates.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) 0);
      return HexFormat.of()
          .formatHex(sha256.digest(key.getBytes(StandardCharsets.UTF_8)), 0, DIGEST_CHARS / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
