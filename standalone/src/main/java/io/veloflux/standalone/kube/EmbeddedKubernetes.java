package io.veloflux.standalone.kube;

import io.veloflux.standalone.kube.access.Kubeconfig;
import io.veloflux.standalone.kube.access.Tls;
import io.veloflux.standalone.kube.access.Token;
import io.veloflux.standalone.kube.json.Json;
import io.veloflux.standalone.kube.store.DataDirectory;
import io.veloflux.standalone.kube.store.DataDirectoryException;
import io.veloflux.standalone.kube.store.ObjectKey;
import io.veloflux.standalone.kube.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A Kubernetes API server in this process, ready when [#start] returns.
///
/// Everything it keeps is in its data directory: `kubernetes.db`, `ca.crt`, `ca.key`, `token` and
/// the `kubeconfig` with which clients come in.
public final class EmbeddedKubernetes implements AutoCloseable {
  private static final List<String> FIRST_NAMESPACES = List.of("default", "kube-system");

  private final Deque<AutoCloseable> parts;
  private final URI url;
  private final Path kubeconfig;
  private final Token token;
  private final String authorityCertificate;

  /// @param dataDirectory is made when it is absent; one process at a time
  /// @param address to listen on; loopback unless others are to come in
  /// @param port 0 for any free one
  public record Settings(Path dataDirectory, InetAddress address, int port) {
    public static final int PORT = 16443;

    /// On loopback.
    public Settings(Path dataDirectory, int port) {
      this(dataDirectory, InetAddress.getLoopbackAddress(), port);
    }
  }

  private EmbeddedKubernetes(
      Deque<AutoCloseable> parts, URI url, Path kubeconfig, Token token, Tls tls) {
    this.parts = parts;
    this.url = url;
    this.kubeconfig = kubeconfig;
    this.token = token;
    this.authorityCertificate = tls.authorityCertificate();
  }

  /// @throws PortTakenException when somebody else listens on the port
  /// @throws DataDirectoryException when the directory cannot be used; it is left as it was
  public static EmbeddedKubernetes start(Settings settings) {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      return start(settings, parts);
    } catch (IOException e) {
      close(parts);
      throw new DataDirectoryException("cannot start the Kubernetes API: " + e, e);
    } catch (RuntimeException e) {
      close(parts);
      throw e;
    }
  }

  private static EmbeddedKubernetes start(Settings settings, Deque<AutoCloseable> parts)
      throws IOException {
    Clock clock = Clock.systemUTC();
    DataDirectory directory = DataDirectory.open(settings.dataDirectory());
    parts.push(directory);
    Store store = Store.open(directory.file("kubernetes.db"));
    parts.push(store);
    Token token = Token.open(directory.file("token"));
    Tls tls =
        Tls.open(directory.file("ca.crt"), directory.file("ca.key"), settings.address(), clock);

    Catalog catalog = new Catalog(store);
    Reads reads = new Reads(store);
    Watches watches = new Watches(store, reads);
    Writes writes = new Writes(store, clock, new SecureRandom());
    Deletions deletions = new Deletions(store, clock);
    makeNamespaces(store, catalog, writes);
    parts.push(new GarbageCollector(store, catalog, deletions));

    Router router = new Router(catalog, reads, watches, writes, deletions, clock);
    InetSocketAddress address = new InetSocketAddress(settings.address(), settings.port());
    KubernetesHttpServer server = new KubernetesHttpServer(router, token, tls, address);
    parts.push(server);

    URI url = url(settings.address(), server.port());
    Path kubeconfig = directory.file("kubeconfig").toAbsolutePath();
    Kubeconfig.write(kubeconfig, url, tls.authorityCertificate(), token);
    return new EmbeddedKubernetes(parts, url, kubeconfig, token, tls);
  }

  // An address that means "all of this machine's" is no address to go to.
  private static URI url(InetAddress address, int port) {
    String host = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
    return URI.create(
        "https://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, port));
  }

  private static void makeNamespaces(Store store, Catalog catalog, Writes writes) {
    ResourceType type = catalog.ofKind("v1", "Namespace").orElseThrow();
    WriteOptions options =
        new WriteOptions("veloflux", false, false, WriteOptions.UnknownFields.Strict);
    for (String name : FIRST_NAMESPACES) {
      if (store.get(new ObjectKey(Builtins.NAMESPACES, "", name)) != null) continue;
      var namespace = Json.object();
      Json.metadata(namespace).put("name", name);
      writes.create(new Target(type, "", "", ""), namespace, options, warning -> {});
    }
  }

  /// `https://127.0.0.1:16443`
  public URI url() {
    return url;
  }

  /// A file that lets its owner in.
  public Path kubeconfig() {
    return kubeconfig;
  }

  public Token token() {
    return token;
  }

  /// Of the authority that signs for the server, in PEM.
  public String authorityCertificate() {
    return authorityCertificate;
  }

  @Override
  public void close() {
    close(parts);
  }

  private static void close(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("cannot close the Kubernetes API", e);
      }
    }
  }
}
