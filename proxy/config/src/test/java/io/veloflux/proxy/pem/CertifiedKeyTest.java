package io.veloflux.proxy.pem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CertifiedKeyTest {
  private static final Issued EC = new Issued(Algorithm.ecp256);

  /// A root, an intermediate and a leaf for `shop.example.com`.
  private record Issued(X509Bundle root, X509Bundle intermediate, X509Bundle leaf) {
    Issued(Algorithm algorithm) {
      this(authority("CN=root", null), algorithm);
    }

    private Issued(X509Bundle root, Algorithm algorithm) {
      this(root, authority("CN=between", root), algorithm);
    }

    private Issued(X509Bundle root, X509Bundle intermediate, Algorithm algorithm) {
      this(root, intermediate, leaf(intermediate, algorithm));
    }

    static X509Bundle authority(String name, X509Bundle issuer) {
      CertificateBuilder builder =
          new CertificateBuilder().ecp256().subject(name).setIsCertificateAuthority(true);
      try {
        return issuer == null ? builder.buildSelfSigned() : builder.buildIssuedBy(issuer);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    static X509Bundle leaf(X509Bundle issuer, Algorithm algorithm) {
      try {
        return new CertificateBuilder()
            .algorithm(algorithm)
            .subject("CN=shop")
            .addSanDnsName("Shop.example.com")
            .addExtendedKeyUsageServerAuth()
            .buildIssuedBy(issuer);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    String key() {
      return leaf.getPrivateKeyPEM();
    }
  }

  private static CertifiedKey read(String certificates, String key) throws PemException {
    return CertifiedKey.read(new PemPair(certificates, key));
  }

  private static String refusal(String certificates, String key) {
    return assertThrows(PemException.class, () -> read(certificates, key)).getMessage();
  }

  private static String pem(String label, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }

  /// The older form inside a PKCS#8 key: its last element.
  private static byte[] inner(X509Bundle bundle, int bytes) {
    byte[] pkcs8 = bundle.getKeyPair().getPrivate().getEncoded();
    return Arrays.copyOfRange(pkcs8, pkcs8.length - bytes, pkcs8.length);
  }

  private static int lengthOfInner(X509Bundle bundle) {
    byte[] pkcs8 = bundle.getKeyPair().getPrivate().getEncoded();
    byte[] algorithm = Der.first(bundle.getKeyPair().getPublic().getEncoded());
    int octets = pkcs8.length - (pkcs8.length < 0x82 ? 2 : 4) - 3 - algorithm.length;
    return octets - (octets < 0x82 ? 2 : 4);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = CertifiedKeyTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"ecp256", "ecp384", "rsa2048"})
  void readsEveryAlgorithmInPkcs8(Algorithm algorithm) throws PemException {
    Issued issued = new Issued(algorithm);
    CertifiedKey read = read(issued.leaf().getCertificatePathPEM(), issued.key());
    assertEquals(
        List.of(issued.leaf().getCertificate(), issued.intermediate().getCertificate()),
        read.chain());
    assertEquals(List.of("shop.example.com"), read.names());
  }

  @Test
  void readsPkcs1() throws PemException {
    Issued issued = new Issued(Algorithm.rsa2048);
    String key = pem("RSA PRIVATE KEY", inner(issued.leaf(), lengthOfInner(issued.leaf())));
    assertEquals("RSA", read(issued.leaf().getCertificatePEM(), key).key().getAlgorithm());
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"ecp256", "ecp384"})
  void readsSec1WithoutACurve(Algorithm algorithm) throws PemException {
    Issued issued = new Issued(algorithm);
    String key = pem("EC PRIVATE KEY", inner(issued.leaf(), lengthOfInner(issued.leaf())));
    assertEquals("EC", read(issued.leaf().getCertificatePEM(), key).key().getAlgorithm());
  }

  @Test
  void readsWhatOpensslWrites() throws Exception {
    CertifiedKey read = read(resource("openssl-ecparam.crt"), resource("openssl-ecparam.key"));
    assertEquals(List.of("shop.example.com", "*.example.org"), read.names());
  }

  @Test
  void layoutMeansNothing() throws PemException {
    String certificates = "subject=/CN=shop\n" + EC.leaf().getCertificatePEM() + EC.key();
    String key = "Bag Attributes\n" + EC.key().strip();
    assertEquals(1, read(certificates.replace("\n", "\r\n"), key).chain().size());
    assertEquals(1, read(certificates, key.replace("\n", "\r\n")).chain().size());
  }

  @Test
  void orderMeansNothing() throws PemException {
    String leaf = EC.leaf().getCertificatePEM();
    String intermediate = EC.intermediate().getCertificatePEM();
    String root = EC.root().getCertificatePEM();
    var chain = List.of(EC.leaf().getCertificate(), EC.intermediate().getCertificate());
    assertEquals(chain, read(root + intermediate + leaf, EC.key()).chain());
    assertEquals(chain, read(intermediate + leaf + leaf + root, EC.key()).chain());
    assertEquals(0, read(root + intermediate + leaf, EC.key()).leftOut());
  }

  @Test
  void certificatesOfNoUseAreCounted() throws PemException {
    Issued other = new Issued(Algorithm.ecp256);
    CertifiedKey read =
        read(other.leaf().getCertificatePEM() + EC.leaf().getCertificatePEM(), EC.key());
    assertEquals(List.of(EC.leaf().getCertificate()), read.chain());
    assertEquals(1, read.leftOut());
  }

  @Test
  void aWildcardCoversOneLabel() throws Exception {
    CertifiedKey read = read(resource("openssl-ecparam.crt"), resource("openssl-ecparam.key"));
    assertTrue(read.covers("shop.example.com"));
    assertTrue(read.covers("a.example.org"));
    assertTrue(read.covers("*.example.org"));
    assertTrue(read.covers(""));
    assertFalse(read.covers("example.org"));
    assertFalse(read.covers("a.b.example.org"));
    assertFalse(read.covers("*.example.com"));
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    String leaf = EC.leaf().getCertificatePEM();
    assertEquals("tls.crt has no certificate", refusal("", EC.key()));
    assertEquals("tls.crt has no certificate", refusal(EC.key(), EC.key()));
    assertEquals("tls.key has no private key that can be read", refusal(leaf, leaf));
    assertEquals(
        "tls.key has no private key that can be read",
        refusal(leaf, pem("PRIVATE KEY", new byte[] {1})));
    assertEquals(
        "tls.key has a PRIVATE KEY that is not Base64",
        refusal(leaf, "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----"));
    assertEquals(
        "tls.crt is cut off: a BEGIN line has no END line",
        refusal(leaf.substring(0, leaf.length() - 20), EC.key()));
    assertEquals(
        "tls.crt has a certificate that cannot be read",
        refusal(pem("CERTIFICATE", new byte[] {1}), EC.key()));
    assertEquals(
        "tls.key belongs to no certificate of tls.crt (the first is for CN=root)",
        refusal(EC.root().getCertificatePEM(), EC.key()));
    assertEquals(
        "tls.key is encrypted; store it without a passphrase",
        refusal(leaf, pem("ENCRYPTED PRIVATE KEY", new byte[] {1})));
    assertEquals(
        "tls.key is encrypted; store it without a passphrase",
        refusal(
            leaf,
            "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAA==\n-----END EC PRIVATE KEY-----"));
    assertEquals(
        "tls.key is a DSA PRIVATE KEY; RSA and EC keys can be served",
        refusal(leaf, pem("DSA PRIVATE KEY", new byte[] {1})));
    Issued unserved = new Issued(Algorithm.ed25519);
    assertEquals(
        "tls.key is an EdDSA key; RSA and EC keys can be served",
        refusal(unserved.leaf().getCertificatePEM(), unserved.key()));
    KeyPairGenerator small = KeyPairGenerator.getInstance("RSA");
    small.initialize(1_024);
    var pair = small.generateKeyPair();
    X509Bundle weak =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=weak")
            .publicKey(pair.getPublic())
            .buildIssuedBy(EC.root());
    assertEquals(
        "tls.key is an RSA key of 1024 bits; clients refuse less than 2048",
        refusal(weak.getCertificatePEM(), pem("PRIVATE KEY", pair.getPrivate().getEncoded())));
  }

  @Test
  void nothingOfAKeyIsEverPrinted() throws PemException {
    PemPair pair = new PemPair(EC.leaf().getCertificatePEM(), EC.key());
    assertEquals("[redacted]", pair.toString());
    assertEquals("key of CN=shop", CertifiedKey.read(pair).toString());
  }
}
