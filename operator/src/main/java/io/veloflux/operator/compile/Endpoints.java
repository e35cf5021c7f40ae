package io.veloflux.operator.compile;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.veloflux.crd.Backend.ServiceRef;
import io.veloflux.crd.Reasons;
import io.veloflux.proxy.config.EndpointConfig;
import io.veloflux.proxy.config.EndpointConfig.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// From a port of a Service to the endpoints behind it, through its EndpointSlices.
///
/// - The *name* of the Service's port is looked up in each slice, and the slice's own port number
///   counts: pods of one Service may listen on different ports. A slice port without a number gives
///   nothing.
/// - Ready endpoints take requests. Terminating ones that still serve are drained. Others are left
///   out.
/// - A pod with two addresses is counted once: of the Service's `ipFamilies`, the first that has an
///   endpoint is used.
/// - An endpoint that stands in two slices, as while it moves between them, is merged; ready wins.
///
/// Source: Kubernetes, `discovery.k8s.io/v1`, where absent `ready` and `serving` mean yes.
final class Endpoints {
  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  /// Addresses of type FQDN are not followed.
  private static final List<String> FAMILIES = List.of("IPv4", "IPv6");

  private final Map<String, Service> services = new HashMap<>();
  private final Map<String, List<EndpointSlice>> slices = new HashMap<>();

  Endpoints(List<Service> services, List<EndpointSlice> slices) {
    for (Service service : Age.oldestFirst(services)) this.services.put(Age.name(service), service);
    for (EndpointSlice slice : slices) {
      if (slice == null || slice.getMetadata() == null || slice.getMetadata().getLabels() == null)
        continue;
      String service = slice.getMetadata().getLabels().get(SERVICE_NAME);
      if (service != null) this.slices.computeIfAbsent(service, _ -> new ArrayList<>()).add(slice);
    }
  }

  /// @param backend that the endpoints are named after
  /// @return in no particular order; empty, with a finding, if the reference leads nowhere
  Collection<EndpointConfig> of(
      Judgement judgement, String backend, ServiceRef reference, Share share) {
    String name = reference.name() == null ? "" : reference.name();
    Service service = services.get(name);
    if (service == null) {
      judgement.unresolved(
          Reasons.SERVICE_NOT_FOUND,
          "there is no Service %s in this namespace; make it, or name another"
              .formatted(Reading.quote(name)));
      return List.of();
    }
    ServiceSpec spec = service.getSpec() == null ? new ServiceSpec() : service.getSpec();
    if ("ExternalName".equals(spec.getType())) {
      judgement.unresolved(
          Reasons.UNSUPPORTED_SERVICE,
          "Service '%s' is an ExternalName, which has no endpoints; give its name as spec.host"
              .formatted(name));
      return List.of();
    }
    ServicePort port = port(spec, reference.port());
    if (port == null) {
      judgement.unresolved(
          Reasons.SERVICE_PORT_NOT_FOUND,
          "Service '%s' has no TCP port %s; name one of spec.ports[].port"
              .formatted(name, reference.port()));
      return List.of();
    }
    return inUse(families(spec), endpoints(name, text(port.getName()), backend, share));
  }

  private static @Nullable ServicePort port(ServiceSpec spec, @Nullable Integer number) {
    if (spec.getPorts() == null) return null;
    return spec.getPorts().stream()
        .filter(p -> p != null && isTcp(p.getProtocol()) && Objects.equals(p.getPort(), number))
        .findFirst()
        .orElse(null);
  }

  private static List<String> families(ServiceSpec spec) {
    List<String> families = spec.getIpFamilies();
    return families == null || families.isEmpty() ? FAMILIES : families;
  }

  private static Collection<EndpointConfig> inUse(
      List<String> families, Map<String, Map<String, EndpointConfig>> endpoints) {
    for (String family : families) {
      Map<String, EndpointConfig> found = endpoints.get(text(family));
      if (found != null && !found.isEmpty()) return found.values();
    }
    return List.of();
  }

  /// Address family → address and port → endpoint.
  private Map<String, Map<String, EndpointConfig>> endpoints(
      String service, String port, String backend, Share share) {
    Map<String, Map<String, EndpointConfig>> families = new HashMap<>();
    for (EndpointSlice slice : slices.getOrDefault(service, List.of())) {
      String family = text(slice.getAddressType());
      if (!FAMILIES.contains(family) || slice.getEndpoints() == null) continue;
      Map<String, EndpointConfig> endpoints =
          families.computeIfAbsent(family, _ -> new TreeMap<>());
      for (int number : numbers(slice, port)) {
        for (Endpoint endpoint : slice.getEndpoints()) {
          String address = address(endpoint);
          State state = state(endpoint);
          if (address == null || state == null) continue;
          endpoints.merge(
              address + " " + number,
              share.of(backend, address, number, state),
              (a, b) -> a.state() == State.READY ? a : b);
        }
      }
    }
    return families;
  }

  private static List<Integer> numbers(EndpointSlice slice, String name) {
    if (slice.getPorts() == null) return List.of();
    return slice.getPorts().stream()
        .filter(p -> p != null && isTcp(p.getProtocol()) && text(p.getName()).equals(name))
        .map(EndpointPort::getPort)
        .filter(number -> number != null && number >= 1 && number <= 65535)
        .toList();
  }

  /// All addresses of one entry are the same pod's; the first is to be used.
  private static @Nullable String address(@Nullable Endpoint endpoint) {
    if (endpoint == null || endpoint.getAddresses() == null || endpoint.getAddresses().isEmpty())
      return null;
    String address = endpoint.getAddresses().getFirst();
    return Addresses.canonical(address) == null ? null : address;
  }

  private static @Nullable State state(@Nullable Endpoint endpoint) {
    EndpointConditions given = endpoint == null ? null : endpoint.getConditions();
    EndpointConditions conditions = given == null ? new EndpointConditions() : given;
    boolean ready = !Boolean.FALSE.equals(conditions.getReady());
    boolean serving = conditions.getServing() == null ? ready : conditions.getServing();
    if (Boolean.TRUE.equals(conditions.getTerminating())) return serving ? State.DRAINING : null;
    return ready ? State.READY : null;
  }

  private static boolean isTcp(@Nullable String protocol) {
    return protocol == null || protocol.equals("TCP");
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
