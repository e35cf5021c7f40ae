package io.veloflux.operator.compile;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.veloflux.crd.Backend;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import io.veloflux.crd.Tenant;
import io.veloflux.proxy.config.ProxyConfig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that decides what one tenant's proxies serve. The lists hold the objects of the
/// tenant's namespace, in any order.
///
/// @param certificates by name: what [Compiler#certificates] names
/// @param claims of all tenants; the tenant's own are ignored, as compile reads them from its
///   objects
/// @param previous what is published now: where an object that became invalid finds its last good
///   part
public record TenantInput(
    Tenant tenant,
    List<LoadBalancer> loadBalancers,
    List<Pool> pools,
    List<Backend> backends,
    List<Route> routes,
    List<Service> services,
    List<EndpointSlice> endpointSlices,
    Map<String, CertificateSecret> certificates,
    Claims claims,
    FleetSettings fleet,
    @Nullable ProxyConfig previous) {}
