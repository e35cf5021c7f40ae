package io.veloflux.operator.compile;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.veloflux.crd.Backend;
import io.veloflux.crd.LoadBalancer;
import io.veloflux.crd.Pool;
import io.veloflux.crd.Route;
import io.veloflux.crd.Tenant;
import io.veloflux.proxy.config.ProxyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Ordinary manifests as input of the compiler, read as the operator's client reads them: unknown
/// fields are ignored, and an unknown word of an enum is its `Unknown`.
///
/// Documents of kind `Claims` and `CertificateSecret` belong to these tests: what another tenant
/// claims, and what is known of a Secret.
///
/// ```yaml
/// kind: Claims
/// tenant: globex
/// hostnames: {shop.example.com: "2026-01-01T00:00:00Z"}
/// ports: {8080: "2026-01-01T00:00:00Z"}
/// ---
/// kind: CertificateSecret
/// name: shop
/// state: Usable
/// entry: shop.0123456789abcdef0123456789abcdef
/// names: [shop.example.com]
/// ```
final class Manifests {
  static final FleetSettings FLEET = new FleetSettings(Map.of(80, 10080, 443, 10443), Set.of(9901));

  static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  Tenant tenant = new Tenant();
  final List<LoadBalancer> loadBalancers = new ArrayList<>();
  final List<Pool> pools = new ArrayList<>();
  final List<Backend> backends = new ArrayList<>();
  final List<Route> routes = new ArrayList<>();
  final List<Service> services = new ArrayList<>();
  final List<EndpointSlice> endpointSlices = new ArrayList<>();
  final Map<String, CertificateSecret> certificates = new TreeMap<>();
  final List<TenantClaims> claims = new ArrayList<>();

  static Manifests read(Path file) throws IOException {
    Manifests manifests = new Manifests();
    try (var documents =
        YAML.readerFor(JsonNode.class).<JsonNode>readValues(Files.readString(file))) {
      while (documents.hasNext()) manifests.add(documents.next());
    }
    return manifests;
  }

  void add(JsonNode object) throws IOException {
    String kind = object.path("kind").asText();
    switch (kind) {
      case "Tenant" -> tenant = YAML.treeToValue(object, Tenant.class);
      case "LoadBalancer" -> loadBalancers.add(YAML.treeToValue(object, LoadBalancer.class));
      case "Pool" -> pools.add(YAML.treeToValue(object, Pool.class));
      case "Backend" -> backends.add(YAML.treeToValue(object, Backend.class));
      case "Route" -> routes.add(YAML.treeToValue(object, Route.class));
      case "Service" -> services.add(YAML.treeToValue(object, Service.class));
      case "EndpointSlice" -> endpointSlices.add(YAML.treeToValue(object, EndpointSlice.class));
      case "CertificateSecret" ->
          certificates.put(object.path("name").asText(), certificate(object));
      case "Claims" -> claims.add(claims(object));
      default -> throw new IllegalArgumentException("a document of kind '" + kind + "'");
    }
  }

  private static CertificateSecret certificate(JsonNode object) {
    String why = object.path("why").asText();
    return switch (object.path("state").asText()) {
      case "Usable" -> {
        List<String> names = new ArrayList<>();
        object.path("names").forEach(name -> names.add(name.asText()));
        yield new CertificateSecret.Usable(
            object.path("entry").asText(), names, object.path("expired").asBoolean());
      }
      case "Broken" -> new CertificateSecret.Broken(why);
      case "Missing" -> new CertificateSecret.Missing();
      case "Unknown" -> new CertificateSecret.Unknown(why);
      default -> throw new IllegalArgumentException("a Secret in the state of " + object);
    };
  }

  private static TenantClaims claims(JsonNode object) {
    Map<String, String> hostnames = new TreeMap<>();
    Map<Integer, String> ports = new TreeMap<>();
    object
        .path("hostnames")
        .properties()
        .forEach(e -> hostnames.put(e.getKey(), e.getValue().asText()));
    object
        .path("ports")
        .properties()
        .forEach(e -> ports.put(Integer.valueOf(e.getKey()), e.getValue().asText()));
    return new TenantClaims(object.path("tenant").asText(), hostnames, ports);
  }

  TenantInput input(@Nullable ProxyConfig previous) {
    return new TenantInput(
        tenant,
        loadBalancers,
        pools,
        backends,
        routes,
        services,
        endpointSlices,
        certificates,
        Claims.of(claims),
        FLEET,
        previous);
  }
}
