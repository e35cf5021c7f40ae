package io.veloflux.proxy.listener;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ResourceLeakDetector;
import io.veloflux.proxy.config.Action;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.HostConfig;
import io.veloflux.proxy.config.ListenerConfig;
import io.veloflux.proxy.config.ListenerConfig.ClientAddress;
import io.veloflux.proxy.config.ListenerConfig.ListenerLimits;
import io.veloflux.proxy.config.MatchConfig;
import io.veloflux.proxy.config.PathMatch;
import io.veloflux.proxy.config.PoolConfig;
import io.veloflux.proxy.config.ProxyConfig;
import io.veloflux.proxy.config.RouteConfig;
import io.veloflux.proxy.config.Security;
import io.veloflux.proxy.config.Security.TlsProfile;
import io.veloflux.proxy.config.Traffic;
import io.veloflux.proxy.pem.PemPair;
import io.veloflux.proxy.pem.TlsEntries;
import io.veloflux.proxy.runtime.Applied;
import io.veloflux.proxy.runtime.Applier;
import io.veloflux.proxy.source.Offer;
import io.veloflux.proxy.tls.Contexts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// A real [HttpServer] with TLS on one loopback port, certificates of an authority of its own, and
/// clients that trust that authority.
final class TlsProxy implements AutoCloseable {
  static {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  private static final X509Bundle AUTHORITY = authority();

  private final HttpServer server;
  private final Applier applier;
  private final int backend;
  private final int port;
  private int offers;

  TlsProxy(Contexts contexts, Backend backend) throws IOException {
    ServerSettings settings =
        new ServerSettings(InetAddress.getLoopbackAddress(), 1, Duration.ZERO);
    Applier[] snapshots = new Applier[1]; // server and applier need each other
    this.server = new HttpServer(settings, () -> snapshots[0].current(), _ -> {});
    this.applier = new Applier(server, _ -> {}, contexts, new SplittableRandom(1));
    snapshots[0] = applier;
    this.backend = backend.port();
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = socket.getLocalPort();
    }
  }

  private static X509Bundle authority() {
    try {
      return new CertificateBuilder()
          .rsa2048()
          .subject("CN=authority")
          .setIsCertificateAuthority(true)
          .buildSelfSigned();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static PemPair certificate(Algorithm algorithm, String subject, String... names) {
    try {
      CertificateBuilder builder =
          new CertificateBuilder()
              .algorithm(algorithm)
              .subject("CN=" + subject)
              .addExtendedKeyUsageServerAuth();
      for (String name : names) builder.addSanDnsName(name);
      X509Bundle bundle = builder.buildIssuedBy(AUTHORITY);
      return new PemPair(bundle.getCertificatePEM(), bundle.getPrivateKeyPEM());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /// One tenant with listeners on the one port.
  final class Tenant {
    private final String name;
    private final List<ListenerConfig> listeners = new ArrayList<>();
    private final TreeMap<String, PemPair> pairs = new TreeMap<>();

    Tenant(String name) {
      this.name = name;
    }

    Tenant certificate(String entry, PemPair pair) {
      pairs.put(entry, pair);
      return this;
    }

    /// @param hosts all of them lead to the backend
    Tenant listener(String listener, String hostname, Security security, String... hosts) {
      listeners.add(
          new ListenerConfig(
              "loadbalancer/" + name + "/default/" + listener,
              port,
              443,
              hostname,
              security,
              new Traffic.Http(
                  Arrays.stream(hosts).map(host -> new HostConfig(host, matches())).toList()),
              ListenerLimits.DEFAULT,
              ClientAddress.PEER));
      return this;
    }

    Tenant secure(String listener, String hostname, String certificates, String... hosts) {
      return listener(
          listener,
          hostname,
          new Security.Terminate(List.of(certificates.split(" ", -1)), TlsProfile.INTERMEDIATE),
          hosts);
    }

    private List<MatchConfig> matches() {
      return List.of(new MatchConfig(PathMatch.ANY, List.of(), "route/" + name + "/all"));
    }

    Applied apply() {
      PoolConfig pool =
          new PoolConfig(
              "pool/" + name,
              PoolConfig.Algorithm.ROUND_ROBIN,
              null,
              2_000,
              30_000,
              List.of(
                  new EndpointConfig("b", "127.0.0.1", backend, 1, EndpointConfig.State.READY)));
      RouteConfig route =
          new RouteConfig(
              "route/" + name + "/all",
              List.of(new RouteConfig.Target(1, new Action.Forward(pool.id()))),
              List.of(),
              new RouteConfig.Timeouts(60_000, 60_000, 60_000));
      ProxyConfig config =
          new ProxyConfig(1, name, List.copyOf(listeners), List.of(route), List.of(pool));
      return applier.apply(
          Map.of(name, new Offer.Config("h" + offers++, config, new TlsEntries(pairs))));
    }
  }

  Tenant tenant(String name) {
    return new Tenant(name);
  }

  HttpServer server() {
    return server;
  }

  /// Without TLS.
  Wire plain() throws IOException {
    return Wire.connect(port);
  }

  /// @param serverName `""` for none
  SSLSocket connect(String serverName) throws IOException {
    return connect(serverName, _ -> {});
  }

  SSLSocket connect(String serverName, Consumer<SSLParameters> more) throws IOException {
    return shakeHands(tcp(), serverName, more);
  }

  Socket tcp() throws IOException {
    Socket tcp = new Socket();
    tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    tcp.setSoTimeout(20_000);
    return tcp;
  }

  SSLSocket shakeHands(Socket tcp, String serverName, Consumer<SSLParameters> more)
      throws IOException {
    SSLSocket socket =
        (SSLSocket) clients().getSocketFactory().createSocket(tcp, "127.0.0.1", port, true);
    SSLParameters parameters = socket.getSSLParameters();
    if (!serverName.isEmpty()) parameters.setServerNames(List.of(new SNIHostName(serverName)));
    more.accept(parameters);
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  Wire wire(String serverName) throws IOException {
    return new Wire(connect(serverName), new ArrayList<>());
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
    } catch (java.security.GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
