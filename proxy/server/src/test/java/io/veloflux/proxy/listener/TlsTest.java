package io.veloflux.proxy.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.veloflux.proxy.config.Security;
import io.veloflux.proxy.config.Security.TlsProfile;
import io.veloflux.proxy.pem.PemPair;
import io.veloflux.proxy.tls.Contexts;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS that ends at the proxy.
class TlsTest {
  private static final String GET = "GET / HTTP/1.1|Host: %s||";
  private static final PemPair SHOP =
      TlsProxy.certificate(Algorithm.ecp256, "shop", "shop.example.com");
  private static final PemPair BANK =
      TlsProxy.certificate(Algorithm.ecp256, "bank", "bank.example.com");

  private Backend backend;
  private TlsProxy proxy;

  @BeforeEach
  void start() throws IOException {
    backend = Backend.answeringOk();
    proxy = new TlsProxy(Contexts.best(), backend);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    backend.close();
  }

  private TlsProxy.Tenant shop() {
    return proxy.tenant("acme").certificate("shop", SHOP);
  }

  private void serveShop() {
    var applied = shop().secure("https", "", "shop", "shop.example.com").apply();
    assertEquals("{}", applied.refused().toString());
  }

  private static String ask(Wire client, String host) throws IOException {
    return client.write(GET.formatted(host)).readResponse();
  }

  private static String subject(SSLSocket socket) throws IOException {
    X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }

  private String subject(String serverName) throws IOException {
    try (SSLSocket socket = proxy.connect(serverName)) {
      return subject(socket);
    }
  }

  private String alert(String serverName) {
    return String.valueOf(
        assertThrows(SSLException.class, () -> proxy.connect(serverName).close()).getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"OpenSSL", "JDK"})
  void isTakenOffAndBackendsAreTold(String provider) throws Exception {
    proxy.close();
    proxy = new TlsProxy(provider.equals("JDK") ? Contexts.jdk() : Contexts.best(), backend);
    serveShop();
    try (Wire client = proxy.wire("shop.example.com")) {
      for (int i = 0; i < 3; i++) assertTrue(ask(client, "shop.example.com").endsWith("||ok"));
    }
    String head = backend.heads().getFirst();
    assertTrue(head.contains("|X-Forwarded-Proto: https|"), head);
    assertTrue(head.contains("|X-Forwarded-Port: 443|"), head);
    assertEquals(0, proxy.server().failedHandshakes());
    Awaitility.await().until(() -> proxy.server().connections() == 0);
  }

  @Test
  void theNativeLibraryIsThere() {
    assertTrue(Contexts.best().isNative());
  }

  @Test
  void theServerNameChoosesTheCertificate() throws Exception {
    shop()
        .certificate("bank", BANK)
        .secure("https", "", "shop bank", "shop.example.com", "bank.example.com")
        .apply();
    assertEquals("CN=shop", subject("shop.example.com"));
    assertEquals("CN=bank", subject("BANK.example.com"));
    assertEquals("CN=shop", subject(""));
  }

  @Test
  void clientsGetAKeyThatTheyCanCheck() throws Exception {
    proxy
        .tenant("acme")
        .certificate("rsa", TlsProxy.certificate(Algorithm.rsa2048, "rsa", "shop.example.com"))
        .certificate("ec", TlsProxy.certificate(Algorithm.ecp256, "ec", "shop.example.com"))
        .secure("https", "", "rsa ec", "shop.example.com")
        .apply();
    assertEquals("CN=ec", subject("shop.example.com"));
    String[] schemes = {"rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"};
    try (SSLSocket old =
        proxy.connect("shop.example.com", parameters -> parameters.setSignatureSchemes(schemes))) {
      assertEquals("CN=rsa", subject(old));
    }
  }

  @Test
  void aNameThatNobodyHasGetsAnAlertAndNoCertificate() throws Exception {
    shop().secure("https", "shop.example.com", "shop", "shop.example.com").apply();
    assertTrue(alert("other.example.com").contains("unrecognized_name"));
    assertTrue(alert("").contains("unrecognized_name"));
    assertEquals(2, proxy.server().failedHandshakes());
    assertEquals("CN=shop", subject("shop.example.com"));
  }

  @Test
  void tenantsOfOnePortNeverShowEachOthersCertificate() throws Exception {
    serveShop();
    proxy
        .tenant("bank")
        .certificate("bank", BANK)
        .secure("https", "", "bank", "bank.example.com")
        .apply();
    assertEquals("CN=shop", subject("shop.example.com"));
    assertEquals("CN=bank", subject("bank.example.com"));
    assertTrue(alert("other.example.com").contains("unrecognized_name"));
    assertTrue(alert("").contains("unrecognized_name"));
    try (Wire client = proxy.wire("bank.example.com")) {
      assertTrue(ask(client, "bank.example.com").startsWith("HTTP/1.1 200 "));
      assertTrue(ask(client, "shop.example.com").startsWith("HTTP/1.1 421 "));
      assertTrue(ask(client, "other.example.com").startsWith("HTTP/1.1 404 "));
    }
    assertEquals(1, backend.heads().size());
  }

  @Test
  void aHostOfAnotherListenerIsMisdirected() throws Exception {
    shop()
        .certificate("bank", BANK)
        .secure("shop", "shop.example.com", "shop", "shop.example.com")
        .secure("any", "", "bank", "bank.example.com")
        .apply();
    try (Wire client = proxy.wire("shop.example.com")) {
      assertTrue(ask(client, "bank.example.com").startsWith("HTTP/1.1 421 Misdirected Request|"));
      assertTrue(ask(client, "shop.example.com:443").startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void aNewCertificateBreaksNoConnection() throws Exception {
    serveShop();
    try (Wire client = proxy.wire("shop.example.com")) {
      ask(client, "shop.example.com");
      proxy
          .tenant("acme")
          .certificate("shop", TlsProxy.certificate(Algorithm.ecp384, "new", "shop.example.com"))
          .secure("https", "", "shop", "shop.example.com")
          .apply();
      assertEquals("CN=new", subject("shop.example.com"));
      assertTrue(ask(client, "shop.example.com").endsWith("||ok"));
    }
  }

  @Test
  void withoutACertificateHandshakesFail() throws Exception {
    shop().secure("https", "", "missing", "shop.example.com").apply();
    assertTrue(alert("shop.example.com").contains("unrecognized_name"));
    try (Wire client = proxy.plain()) {
      client.write(GET.formatted("shop.example.com"));
      assertTrue(!client.readToEnd().contains("HTTP/1.1"));
    }
    assertEquals(List.of(), backend.heads());
  }

  @Test
  void aKeyOfAnotherCertificateIsRefusedAndTheOldOneStays() throws Exception {
    serveShop();
    var applied =
        proxy
            .tenant("acme")
            .certificate("shop", new PemPair(SHOP.certificates(), BANK.key()))
            .secure("https", "", "shop", "shop.example.com")
            .apply();
    assertTrue(
        applied
            .refused()
            .get("acme")
            .reason()
            .startsWith("certificate shop: tls.key belongs to no"),
        applied.refused().toString());
    assertEquals("CN=shop", subject("shop.example.com"));
  }

  @Test
  void theModernProfileIsTls13Alone() throws Exception {
    shop()
        .listener(
            "https",
            "",
            new Security.Terminate(List.of("shop"), TlsProfile.MODERN),
            "shop.example.com")
        .apply();
    try (SSLSocket socket = proxy.connect("shop.example.com")) {
      assertEquals("TLSv1.3", socket.getSession().getProtocol());
    }
    assertThrows(
        SSLException.class,
        () ->
            proxy
                .connect("shop.example.com", p -> p.setProtocols(new String[] {"TLSv1.2"}))
                .close());
  }

  @Test
  void aProtocolMustBeAgreedOn() throws Exception {
    serveShop();
    try (SSLSocket socket =
        proxy.connect(
            "shop.example.com", p -> p.setApplicationProtocols(new String[] {"h9", "http/1.1"}))) {
      assertEquals("http/1.1", socket.getApplicationProtocol());
    }
    SSLException refused =
        assertThrows(
            SSLException.class,
            () ->
                proxy
                    .connect(
                        "shop.example.com", p -> p.setApplicationProtocols(new String[] {"h9"}))
                    .close());
    assertTrue(
        String.valueOf(refused.getMessage()).contains("no_application_protocol"),
        refused.toString());
  }

  @Test
  void oneSocketIsServedWithTlsOrWithout() {
    serveShop();
    var applied =
        proxy
            .tenant("plain")
            .listener("http", "", new Security.Cleartext(), "plain.example.com")
            .apply();
    assertTrue(
        applied.refused().get("plain").reason().contains("without TLS, but socket"),
        applied.refused().toString());
  }

  @Test
  void aClientThatSaysGoodbyeIsGone() throws Exception {
    serveShop();
    try (SSLSocket socket = proxy.connect("shop.example.com")) {
      socket.shutdownOutput();
      Awaitility.await().until(() -> proxy.server().connections() == 0);
    }
  }

  @Test
  void theLastResponseOfAConnectionEndsWithAGoodbye() throws Exception {
    serveShop();
    try (Socket tcp = proxy.tcp()) {
      SSLSocket socket = proxy.shakeHands(tcp, "shop.example.com", _ -> {});
      Wire client = new Wire(socket, new ArrayList<>());
      client.write("GET / HTTP/1.1|Host: shop.example.com|Connection: close||").readResponse();
      assertTrue(tcp.getInputStream().readAllBytes().length > 0); // close_notify
    }
  }

  @Test
  void aResponseThatBrokeOffEndsWithoutGoodbye() throws Exception {
    backend.close();
    backend =
        new Backend((wire, _) -> {
          wire.readRequest();
          wire.write("HTTP/1.1 200 OK|Content-Length: 10||half");
        });
    proxy.close();
    proxy = new TlsProxy(Contexts.best(), backend);
    serveShop();
    try (Socket tcp = proxy.tcp()) {
      SSLSocket socket = proxy.shakeHands(tcp, "shop.example.com", _ -> {});
      Wire client = new Wire(socket, new ArrayList<>());
      client.write(GET.formatted("shop.example.com")).readHead();
      assertEquals("half", client.read(4));
      assertEquals(-1, tcp.getInputStream().read()); // no close_notify before the end
    }
  }

  @Test
  void muchIsCarriedInBothDirections() throws Exception {
    int size = 3 << 20;
    backend.close();
    backend =
        new Backend((wire, _) -> {
          wire.readHead();
          wire.skip(size);
          wire.write("HTTP/1.1 200 OK|Content-Length: " + size + "||");
          wire.write(new byte[size]);
        });
    proxy.close();
    proxy = new TlsProxy(Contexts.best(), backend);
    serveShop();
    try (Wire client = proxy.wire("shop.example.com")) {
      client.write("POST / HTTP/1.1|Host: shop.example.com|Content-Length: " + size + "||");
      client.write(new byte[size]);
      client.readHead();
      client.skip(size);
      client.write("GET / HTTP/1.1|Host: shop.example.com|Connection: close||");
    }
  }

  @Test
  void whatIsNoTlsIsClosedAndCounted() throws Exception {
    serveShop();
    byte[][] beginnings = {
      "GET / HTTP/1.1\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
      {22, 3, 1, 0, 0},
      {22, 3, 1, 0x7f, 0},
      {22, 3, 1, 0, 4, 2, 0, 0, 0},
      {22, 3, 1, 0, 4, 1, 0, 0, 0},
      {22, 3, 1, 0, 4, 1, 1, 0, 0},
    };
    for (byte[] beginning : beginnings) {
      try (Wire client = proxy.plain()) {
        client.write(beginning);
        assertTrue(client.readToEnd().length() <= 7, Arrays.toString(beginning));
      }
    }
    Awaitility.await().until(() -> proxy.server().failedHandshakes() == beginnings.length);
    Awaitility.await().until(() -> proxy.server().connections() == 0);
  }
}
