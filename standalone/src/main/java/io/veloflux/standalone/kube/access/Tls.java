package io.veloflux.standalone.kube.access;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The server's certificates. Its own authority is kept in the data directory, so that kubeconfigs
/// stay good; the certificate is issued anew at each start, for the address that is served.
public final class Tls {
  private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(10 * 365);
  private static final Duration CERTIFICATE_LIFETIME = Duration.ofDays(365);
  // for clocks that do not agree
  private static final Duration MARGIN = Duration.ofHours(1);

  private final X509Bundle authority;
  private final SSLContext context;

  private Tls(X509Bundle authority, SSLContext context) {
    this.authority = authority;
    this.context = context;
  }

  /// @param certificate and `key` of the authority; made when they are absent
  /// @throws IllegalStateException when the authority's files cannot be read; they are left alone
  public static Tls open(Path certificate, Path key, InetAddress address, Clock clock) {
    try {
      X509Bundle authority =
          Files.exists(certificate) || Files.exists(key)
              ? read(certificate, key)
              : create(certificate, key, clock.instant());
      return new Tls(authority, context(authority, address, clock.instant()));
    } catch (Exception e) {
      throw new IllegalStateException(
          "cannot use the certificate authority in %s: %s".formatted(certificate, e.getMessage()),
          e);
    }
  }

  private static X509Bundle create(Path certificate, Path key, Instant now) throws Exception {
    X509Bundle authority =
        builder("CN=veloflux-standalone-ca", now, AUTHORITY_LIFETIME)
            .setIsCertificateAuthority(true)
            .setKeyUsage(
                true, CertificateBuilder.KeyUsage.keyCertSign, CertificateBuilder.KeyUsage.cRLSign)
            .buildSelfSigned();
    PrivateFiles.write(key, authority.getPrivateKeyPEM());
    PrivateFiles.write(certificate, authority.getCertificatePEM());
    return authority;
  }

  private static CertificateBuilder builder(String subject, Instant now, Duration lifetime) {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .notBefore(now.minus(MARGIN))
        .notAfter(now.plus(lifetime));
  }

  private static X509Bundle read(Path certificate, Path key) throws Exception {
    byte[] pem = Files.readAllBytes(certificate);
    X509Certificate parsed =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem));
    String body =
        Files.readString(key, StandardCharsets.US_ASCII)
            .replaceAll("-----[A-Z ]+-----", "")
            .replaceAll("\\s", "");
    PrivateKey privateKey =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    return X509Bundle.fromRootCertificateAuthority(
        parsed, new KeyPair(parsed.getPublicKey(), privateKey));
  }

  private static SSLContext context(X509Bundle authority, InetAddress address, Instant now)
      throws Exception {
    X509Bundle server =
        builder("CN=veloflux-standalone", now, CERTIFICATE_LIFETIME)
            .addSanDnsName("localhost")
            .addSanDnsName("kubernetes.default.svc")
            .addSanIpAddress("127.0.0.1")
            .addSanIpAddress("::1")
            .addSanIpAddress(address)
            .addSanDnsName(InetAddress.getLocalHost().getHostName())
            .addExtendedKeyUsageServerAuth()
            .buildIssuedBy(authority);
    char[] noPassword = new char[0];
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, noPassword);
    store.setKeyEntry(
        "server", server.getKeyPair().getPrivate(), noPassword, server.getCertificatePath());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, noPassword);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  public SSLContext context() {
    return context;
  }

  /// In PEM.
  public String authorityCertificate() {
    return authority.getCertificatePEM();
  }
}
