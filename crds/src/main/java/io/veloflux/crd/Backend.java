package io.veloflux.crd;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.SelectableField;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Servers of one [Pool]: one address, or a Kubernetes Service whose endpoints are followed.
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("Backend")
@Plural("backends")
@ShortNames("vfb")
@Categories(Api.CATEGORY)
@AdditionalPrinterColumn(
    name = "Pool",
    jsonPath = ".spec.pool",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Host",
    jsonPath = ".spec.host",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Service",
    jsonPath = ".spec.service.name",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Weight",
    jsonPath = ".spec.weight",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Endpoints",
    jsonPath = ".status.endpoints",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Healthy",
    jsonPath = ".status.conditions[?(@.type==\"Healthy\")].status",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.reason",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.message",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1)
public final class Backend extends CustomResource<Backend.Spec, Backend.Status>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  /// Either `host` and `port`, or `service`.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "has(self.host) != has(self.service)",
      message = "give either host and port, or service")
  @ValidationRule(
      value = "!has(self.host) || !self.host.matches('^[0-9.]+$|:') || isIP(self.host)",
      message = "host is neither an IP address nor a DNS name; a port goes into port",
      fieldPath = ".host")
  @ValidationRule(
      value = "has(self.host) == has(self.port)",
      message = "host and port go together; the port of a Service is service.port",
      fieldPath = ".port")
  public record Spec(
      @JsonPropertyDescription("The Pool, in the same namespace, that these servers belong to.")
          @Required
          @Pattern(Api.OBJECT_NAME)
          @Size(max = 253)
          @SelectableField
          @Nullable String pool,
      @JsonPropertyDescription("An IPv4 or IPv6 address (without brackets) or a DNS name.")
          @Pattern(
              "^([0-9a-f:.]*:[0-9a-f:.]*|[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*)$")
          @Size(min = 1, max = 253)
          @Nullable String host,
      @JsonPropertyDescription("The port at host.") @Min(1) @Max(65535) @Nullable Integer port,
      @JsonPropertyDescription(
              "A Service, in the same namespace, whose ready endpoints are followed.")
          @Nullable ServiceRef service,
      @JsonPropertyDescription(
              "Share of the pool's requests for algorithms that weigh; a Service's weight holds for each of its"
                  + " endpoints. 0 takes no new requests.")
          @Default("100")
          @Min(0)
          @Max(1000)
          @Nullable Integer weight,
      @JsonPropertyDescription(
              "Primary takes requests; Backup only while no Primary of the pool can, because all are unhealthy or drain.")
          @Default("Primary")
          @Nullable Role role,
      @JsonPropertyDescription(
              "Requests that a proxy lets one endpoint work on at once; further ones wait in line. Absent: no limit.")
          @Min(1)
          @Max(1000000)
          @Nullable Integer maxConnections) {
    public static final int WEIGHT = 100;
  }

  public enum Role {
    Primary,
    Backup,
    /// A word of a newer version. Never in the schema.
    @JsonEnumDefaultValue
    Unknown;

    public static final Role DEFAULT = Primary;
  }

  /// @param port the Service's port number, as in `Service.spec.ports[].port`
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ServiceRef(
      @JsonPropertyDescription("Name of the Service.")
          @Required
          @Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$")
          @Size(max = 63)
          @Nullable String name,
      @JsonPropertyDescription("Port of the Service (not the pods' port).")
          @Required
          @Min(1)
          @Max(65535)
          @Nullable Integer port) {}

  /// @param endpoints `healthy/all`, as most of the proxies see them
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(
      @Nullable Long observedGeneration,
      @Size(max = 16) @Nullable List<Condition> conditions,
      @Size(max = 1024) @Nullable String reason,
      @Size(max = 32768) @Nullable String message,
      @Size(max = 32) @Nullable String endpoints)
      implements HasConditions {}
}
