package io.veloflux.proxy.pem;

import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Reads private keys: PKCS#8, and the two older forms by putting PKCS#8 around them.
///
/// - PKCS#1 (`RSA PRIVATE KEY`, RFC 8017 §A.1.2).
/// - SEC 1 (`EC PRIVATE KEY`, RFC 5915), which may leave its curve out or name it in a block of its
///   own before: the certificate that the key belongs to says which it is.
final class PrivateKeys {
  /// SEQUENCE of the object identifier rsaEncryption and NULL.
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private PrivateKeys() {}

  /// Everything that the one private key of `text` may be; usually one thing.
  ///
  /// @param certificates one of which the key belongs to
  static List<PrivateKey> read(String text, List<X509Certificate> certificates)
      throws PemException {
    List<PrivateKey> keys = new ArrayList<>();
    for (PemBlocks.Block block : PemBlocks.of(text)) {
      if (!block.label().endsWith("PRIVATE KEY")) continue;
      if (block.isEncrypted()) {
        throw new PemException("is encrypted; store it without a passphrase");
      }
      keys.addAll(candidates(block, certificates));
    }
    if (keys.isEmpty()) throw new PemException("has no private key that can be read");
    return keys;
  }

  private static List<PrivateKey> candidates(
      PemBlocks.Block block, List<X509Certificate> certificates) throws PemException {
    byte[] bytes = block.bytes();
    return switch (block.label()) {
      case "PRIVATE KEY" -> pkcs8(bytes);
      case "RSA PRIVATE KEY" -> pkcs8(Der.sequence(Der.ZERO, RSA, Der.octets(bytes)));
      case "EC PRIVATE KEY" -> {
        List<PrivateKey> keys = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
          if (!certificate.getPublicKey().getAlgorithm().equals("EC")) continue;
          byte[] curve = Der.first(certificate.getPublicKey().getEncoded());
          keys.addAll(pkcs8(Der.sequence(Der.ZERO, curve, Der.octets(bytes))));
        }
        yield keys;
      }
      default ->
          throw new PemException("is a %s; RSA and EC keys can be served".formatted(block.label()));
    };
  }

  private static List<PrivateKey> pkcs8(byte[] der) {
    for (String algorithm : ALGORITHMS) {
      try {
        return List.of(
            KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der)));
      } catch (InvalidKeySpecException e) {
        // the next one
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has " + algorithm, e);
      }
    }
    return List.of();
  }
}
