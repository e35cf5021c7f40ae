package io.veloflux.proxy;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// @param name of this proxy in what it reports: the pod's name, or host and port
/// @param source where configurations come from
/// @param bindAddress that listeners are opened on
/// @param admin address of the admin port; port 0 lets the kernel choose
/// @param lastGood folder for copies to start from while the source is away, or `null` for none
/// @param sourcePatience how long a start waits for the source before it takes those copies
/// @param acceptWhileDraining how long new connections are still welcome after a drain began
/// @param eventLoops threads that serve
/// @param accessLog whether exchanges are logged
public record ProxySettings(
    String name,
    Source source,
    InetAddress bindAddress,
    InetSocketAddress admin,
    @Nullable Path lastGood,
    Duration sourcePatience,
    Duration acceptWhileDraining,
    int eventLoops,
    boolean accessLog) {

  public static final int ADMIN_PORT = 9901;

  /// Where configurations come from.
  public sealed interface Source {
    /// A file with the configuration of one tenant, or a folder of such.
    record Files(Path path) implements Source {}

    /// @param client stays the caller's to close
    record Kubernetes(KubernetesClient client, String namespace, String fleet) implements Source {}
  }

  /// Everything but the source as it is by default: listeners on all addresses, the admin port on
  /// loopback.
  public static ProxySettings of(Source source) {
    return new ProxySettings(
        "proxy",
        source,
        InetAddress.ofLiteral("0.0.0.0"),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), ADMIN_PORT),
        null,
        Duration.ofSeconds(5),
        Duration.ZERO,
        Runtime.getRuntime().availableProcessors(),
        true);
  }

  public ProxySettings withName(String its) {
    return new ProxySettings(
        its,
        source,
        bindAddress,
        admin,
        lastGood,
        sourcePatience,
        acceptWhileDraining,
        eventLoops,
        accessLog);
  }

  public ProxySettings withBindAddress(InetAddress its) {
    return new ProxySettings(
        name,
        source,
        its,
        admin,
        lastGood,
        sourcePatience,
        acceptWhileDraining,
        eventLoops,
        accessLog);
  }

  public ProxySettings withAdmin(InetSocketAddress its) {
    return new ProxySettings(
        name,
        source,
        bindAddress,
        its,
        lastGood,
        sourcePatience,
        acceptWhileDraining,
        eventLoops,
        accessLog);
  }

  public ProxySettings withLastGood(@Nullable Path its) {
    return new ProxySettings(
        name,
        source,
        bindAddress,
        admin,
        its,
        sourcePatience,
        acceptWhileDraining,
        eventLoops,
        accessLog);
  }

  public ProxySettings withSourcePatience(Duration its) {
    return new ProxySettings(
        name,
        source,
        bindAddress,
        admin,
        lastGood,
        its,
        acceptWhileDraining,
        eventLoops,
        accessLog);
  }

  public ProxySettings withAcceptWhileDraining(Duration its) {
    return new ProxySettings(
        name, source, bindAddress, admin, lastGood, sourcePatience, its, eventLoops, accessLog);
  }

  public ProxySettings withEventLoops(int its) {
    return new ProxySettings(
        name,
        source,
        bindAddress,
        admin,
        lastGood,
        sourcePatience,
        acceptWhileDraining,
        its,
        accessLog);
  }

  public ProxySettings withAccessLog(boolean its) {
    return new ProxySettings(
        name,
        source,
        bindAddress,
        admin,
        lastGood,
        sourcePatience,
        acceptWhileDraining,
        eventLoops,
        its);
  }
}
