package io.veloflux.standalone;

import java.net.InetAddress;
import java.nio.file.Path;

/// Where a [Standalone] keeps its objects and what it opens.
///
/// @param dataDirectory made when absent; belongs to one process at a time
/// @param bindAddress of the ports that clients connect to
/// @param httpPort serves port 80 of default LoadBalancers
/// @param httpsPort serves port 443 of default LoadBalancers
/// @param apiBindAddress of the Kubernetes API
/// @param adminPort of the proxy, on loopback
/// @param operatorPort health and metrics of the operator, on loopback
public record StandaloneSettings(
    Path dataDirectory,
    InetAddress bindAddress,
    int httpPort,
    int httpsPort,
    InetAddress apiBindAddress,
    int apiPort,
    int adminPort,
    int operatorPort) {}
