package io.veloflux.standalone.scenario;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.veloflux.operator.OperatorSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Certificates travel from a tenant's Secret to handshakes, and bad ones do no harm.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TlsScenarios {
  private static final X509Bundle AUTHORITY = authority();

  private final KubeApi api;
  private final SampleBackend backend = new SampleBackend("one");
  private Installation veloflux;
  private Objects objects;

  TlsScenarios(KubeApi api) {
    this.api = api;
  }

  @BeforeAll
  void install() {
    veloflux = new Installation(api);
    objects = veloflux.objects();
  }

  @AfterAll
  void uninstall() {
    veloflux.close();
    backend.close();
  }

  private static X509Bundle authority() {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=authority")
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static X509Bundle certificate(String subject, String host) {
    try {
      return new CertificateBuilder()
          .ecp256()
          .subject("CN=" + subject)
          .addSanDnsName(host)
          .buildIssuedBy(AUTHORITY);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void secret(String tenant, String name, String certificates, String key) {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(tenant)
            .withName(name)
            .endMetadata()
            .withType("kubernetes.io/tls")
            .addToStringData("tls.crt", certificates)
            .addToStringData("tls.key", key)
            .build();
    api.client().resource(secret).createOr(existing -> existing.update());
  }

  private void secret(String tenant, String name, X509Bundle bundle) {
    secret(tenant, name, bundle.getCertificatePEM(), bundle.getPrivateKeyPEM());
  }

  private void listen(String tenant, String certificates) {
    objects.patch(
        tenant,
        "LoadBalancer",
        "default",
        "{spec: {listeners: [{name: http, port: 80}, {name: https, port: 443, protocol: HTTPS, certificates: [%s]}]}}"
            .formatted(certificates));
  }

  /// @return whose certificate a client gets, or the alert
  private String shown(String serverName) {
    try (SSLSocket socket =
        (SSLSocket)
            clients()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), veloflux.tlsPort())) {
      socket.setSoTimeout(20_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      String head = "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(serverName);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
      X509Certificate its = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return its.getSubjectX500Principal().getName();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static SSLContext clients() {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry("authority", AUTHORITY.getCertificate());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitShown(String serverName, String expected) {
    await()
        .atMost(30, SECONDS)
        .untilAsserted(() -> assertTrue(shown(serverName).contains(expected), shown(serverName)));
  }

  /// Which Secrets the entries of a tenant's TLS Secret are of.
  private Set<String> entries(String tenant) {
    Set<String> files = new TreeSet<>();
    Secret secret =
        api.client()
            .secrets()
            .inNamespace(OperatorSettings.NAMESPACE)
            .withName("tls-" + tenant)
            .get();
    if (secret != null && secret.getData() != null) files.addAll(secret.getData().keySet());
    return files;
  }

  @Test
  void aCertificateIsServedRotatedAndWithdrawn() {
    String tenant = veloflux.tenant("{}");
    String host = "rotated.example.com";
    veloflux.serve(tenant, "shop", host, backend);
    listen(tenant, "shop");
    veloflux.awaitCondition(tenant, "LoadBalancer", "default", "ResolvedRefs", "False");
    assertEquals(
        "False/InvalidCertificateRef",
        veloflux.condition(tenant, "LoadBalancer", "default", "ResolvedRefs"));
    awaitShown(host, "unrecognized_name");

    secret(tenant, "shop", certificate("first", host));
    awaitShown(host, "CN=first");
    veloflux.awaitCondition(tenant, "LoadBalancer", "default", "ResolvedRefs", "True");
    secret(tenant, "shop", certificate("second", host));
    awaitShown(host, "CN=second");
    await().atMost(30, SECONDS).until(() -> entries(tenant).size() == 2);

    secret(tenant, "shop", certificate("third", host).getCertificatePEM(), "no key");
    veloflux.awaitCondition(tenant, "LoadBalancer", "default", "ResolvedRefs", "False");
    assertEquals("CN=second", shown(host));

    api.client().secrets().inNamespace(tenant).withName("shop").delete();
    awaitShown(host, "unrecognized_name");
    await().atMost(30, SECONDS).until(() -> entries(tenant).isEmpty());
    assertEquals(200, veloflux.get(host, "/").status());
  }

  @Test
  void aSecretOfAnotherTenantIsNeverRead() {
    String owner = veloflux.tenant("{}");
    String thief = veloflux.tenant("{}");
    secret(owner, "bank", certificate("bank", "bank.example.com"));
    veloflux.serve(owner, "bank", "bank.example.com", backend);
    listen(owner, "bank");
    awaitShown("bank.example.com", "CN=bank");
    veloflux.serve(thief, "shop", "thief.example.com", backend);
    listen(thief, "bank");
    veloflux.awaitCondition(thief, "LoadBalancer", "default", "ResolvedRefs", "False");
    awaitShown("thief.example.com", "unrecognized_name");
    assertEquals("CN=bank", shown("bank.example.com"));
    assertEquals(Set.of(), entries(thief));
  }

  @Test
  void aProxyStartsAgainWithItsCertificates() {
    String tenant = veloflux.tenant("{}");
    String host = "again.example.com";
    secret(tenant, "shop", certificate("shop", host));
    veloflux.serve(tenant, "shop", host, backend);
    listen(tenant, "shop");
    awaitShown(host, "CN=shop");
    veloflux.stopProxy();
    veloflux.startProxy();
    awaitShown(host, "CN=shop");
  }
}
