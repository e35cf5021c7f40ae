package io.veloflux.standalone.demo;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/// A certificate for the demo's hostname, of an authority that was made for it alone and whose own
/// key nobody keeps.
///
/// @param authority in PEM: what clients must trust
public record DemoCertificate(String authority, String certificates, String key) {
  private static final Duration LIFETIME = Duration.ofDays(30);
  private static final Duration MARGIN = Duration.ofHours(1); // for clocks that do not agree

  /// @param now the moment from which it is good
  public static DemoCertificate make(Instant now) {
    try {
      X509Bundle authority =
          builder("CN=veloflux-demo-ca", now)
              .setIsCertificateAuthority(true)
              .setKeyUsage(true, CertificateBuilder.KeyUsage.keyCertSign)
              .buildSelfSigned();
      X509Bundle its =
          builder("CN=" + DemoObjects.HOST, now)
              .addSanDnsName(DemoObjects.HOST)
              .addExtendedKeyUsageServerAuth()
              .buildIssuedBy(authority);
      return new DemoCertificate(
          authority.getCertificatePEM(), its.getCertificatePEM(), its.getPrivateKeyPEM());
    } catch (Exception e) { // the library declares no less
      throw new IllegalStateException("no certificate could be made for the demo", e);
    }
  }

  private static CertificateBuilder builder(String subject, Instant now) {
    return new CertificateBuilder()
        .ecp256()
        .subject(subject)
        .notBefore(now.minus(MARGIN))
        .notAfter(now.plus(LIFETIME));
  }

  /// A Secret with it, and the default load balancer that shows it.
  public String yaml() {
    return """
    apiVersion: v1
    kind: Secret
    metadata:
      name: hello
      namespace: demo
    type: kubernetes.io/tls
    data:
      tls.crt: %s
      tls.key: %s
    ---
    apiVersion: veloflux.io/v1alpha1
    kind: LoadBalancer
    metadata:
      name: default
      namespace: demo
    spec:
      listeners:
      - name: http
        port: 80
      - name: https
        port: 443
        protocol: HTTPS
        certificates: [hello]
    """
        .formatted(base64(certificates), base64(key));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
