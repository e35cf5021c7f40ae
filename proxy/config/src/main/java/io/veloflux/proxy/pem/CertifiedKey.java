package io.veloflux.proxy.pem;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// A private key and the certificates that say whose it is, checked to belong together. Immutable.
public final class CertifiedKey {
  private static final int LEAST_RSA_BITS = 2_048;
  private static final int DNS_NAME = 2;

  /// Browsers do not check Ed25519, and BoringSSL does not sign with it.
  private static final List<String> SERVED = List.of("RSA", "EC");

  private final PemPair source;
  private final List<X509Certificate> chain;
  private final PrivateKey key;
  private final List<String> names;
  private final int leftOut;

  private CertifiedKey(PemPair source, List<X509Certificate> chain, PrivateKey key, int leftOut)
      throws PemException {
    this.source = source;
    this.chain = List.copyOf(chain);
    this.key = key;
    this.names = names(chain.getFirst());
    this.leftOut = leftOut;
  }

  /// Takes any order of certificates, any form of key, and text around them.
  ///
  /// @throws PemException with what is wrong, in half a sentence that begins with `tls.crt` or
  ///   `tls.key`
  public static CertifiedKey read(PemPair pair) throws PemException {
    List<X509Certificate> certificates = about("tls.crt", () -> Chain.read(pair.certificates()));
    if (certificates.isEmpty()) throw new PemException("tls.crt has no certificate");
    List<PrivateKey> keys = about("tls.key", () -> PrivateKeys.read(pair.key(), certificates));
    for (PrivateKey key : keys) {
      for (X509Certificate leaf : certificates) {
        if (belongs(key, leaf.getPublicKey())) return of(pair, key, leaf, certificates);
      }
    }
    throw new PemException(
        "tls.key belongs to no certificate of tls.crt (the first is for %s)"
            .formatted(certificates.getFirst().getSubjectX500Principal().getName()));
  }

  private static CertifiedKey of(
      PemPair source, PrivateKey key, X509Certificate leaf, List<X509Certificate> certificates)
      throws PemException {
    if (!SERVED.contains(key.getAlgorithm())) {
      throw new PemException(
          "tls.key is an %s key; RSA and EC keys can be served".formatted(key.getAlgorithm()));
    }
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < LEAST_RSA_BITS) {
      throw new PemException(
          "tls.key is an RSA key of %d bits; clients refuse less than %d"
              .formatted(rsa.getModulus().bitLength(), LEAST_RSA_BITS));
    }
    List<X509Certificate> chain = Chain.from(leaf, certificates);
    long others =
        certificates.stream()
            .filter(other -> !chain.contains(other) && !Chain.isSelfIssued(other))
            .count();
    return new CertifiedKey(source, chain, key, (int) others);
  }

  private interface Reader<T> {
    T read() throws PemException;
  }

  private static <T> T about(String file, Reader<T> reader) throws PemException {
    try {
      return reader.read();
    } catch (PemException e) {
      throw new PemException(file + " " + e.getMessage(), e);
    }
  }

  private static boolean belongs(PrivateKey key, PublicKey to) {
    if (!key.getAlgorithm().equals(to.getAlgorithm())) return false;
    byte[] something = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(signature(key.getAlgorithm()));
      signature.initSign(key);
      signature.update(something);
      byte[] signed = signature.sign();
      signature.initVerify(to);
      signature.update(something);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String signature(String algorithm) {
    return switch (algorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> algorithm;
    };
  }

  /// RFC 6125 §6.4.4: the subject's common name counts for nothing.
  private static List<String> names(X509Certificate leaf) throws PemException {
    try {
      Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
      if (alternatives == null) return List.of();
      List<String> names = new ArrayList<>();
      for (List<?> alternative : alternatives) {
        if (!Integer.valueOf(DNS_NAME).equals(alternative.get(0))) continue;
        names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
      }
      return List.copyOf(names);
    } catch (CertificateParsingException e) {
      throw new PemException("tls.crt has names that cannot be read", e);
    }
  }

  /// What it was read from.
  public PemPair source() {
    return source;
  }

  /// The certificate that the key belongs to first, then the one that certifies it, and so on.
  public List<X509Certificate> chain() {
    return chain;
  }

  public PrivateKey key() {
    return key;
  }

  /// DNS names that it stands for, in lower case, `*.a.b` for one label below.
  public List<String> names() {
    return names;
  }

  /// Whether clients that ask for `hostname` accept it. For `*.a.b` only that very wildcard will
  /// do, for `""` anything.
  public boolean covers(String hostname) {
    return covers(names, hostname);
  }

  /// The same of a certificate with these [#names].
  public static boolean covers(List<String> names, String hostname) {
    if (hostname.isEmpty() || names.contains(hostname)) return true;
    int dot = hostname.indexOf('.');
    return dot > 0 && !hostname.startsWith("*") && names.contains("*" + hostname.substring(dot));
  }

  public Instant notBefore() {
    return chain.getFirst().getNotBefore().toInstant();
  }

  /// Of the certificate that expires first.
  public Instant notAfter() {
    Instant first = Instant.MAX;
    for (X509Certificate certificate : chain) {
      Instant its = certificate.getNotAfter().toInstant();
      if (its.isBefore(first)) first = its;
    }
    return first;
  }

  /// How many certificates beside it are of no use to clients.
  public int leftOut() {
    return leftOut;
  }

  @Override
  public String toString() {
    return "key of " + chain.getFirst().getSubjectX500Principal().getName();
  }
}
