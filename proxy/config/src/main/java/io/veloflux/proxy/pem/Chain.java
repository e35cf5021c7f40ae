package io.veloflux.proxy.pem;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings certificates into the order in which they are sent: each one certifies the one before
/// (RFC 8446 §4.4.2). Key stores export them in any order.
final class Chain {
  private Chain() {}

  static List<X509Certificate> read(String text) throws PemException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlocks.Block block : PemBlocks.of(text)) {
      if (!block.label().endsWith("CERTIFICATE")) continue; // a key may stand beside
      X509Certificate certificate = certificate(block.bytes());
      if (!certificates.contains(certificate)) certificates.add(certificate);
    }
    return certificates;
  }

  private static X509Certificate certificate(byte[] der) throws PemException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new PemException("has a certificate that cannot be read", e);
    }
  }

  /// @return `leaf` first, without the root, which whoever checks must have himself
  static List<X509Certificate> from(X509Certificate leaf, List<X509Certificate> certificates) {
    List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
    X509Certificate issuer = issuer(leaf, certificates);
    while (issuer != null && !chain.contains(issuer) && !isSelfIssued(issuer)) {
      chain.add(issuer);
      issuer = issuer(issuer, certificates);
    }
    return chain;
  }

  static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  private static @Nullable X509Certificate issuer(
      X509Certificate of, List<X509Certificate> certificates) {
    for (X509Certificate candidate : certificates) {
      if (!candidate.getSubjectX500Principal().equals(of.getIssuerX500Principal())) continue;
      try {
        of.verify(candidate.getPublicKey());
        return candidate;
      } catch (GeneralSecurityException e) {
        // another one of that name
      }
    }
    return null;
  }
}
