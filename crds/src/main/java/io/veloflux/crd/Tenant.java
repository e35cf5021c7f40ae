package io.veloflux.crd;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A customer, team or stage: owns one namespace of the same name and everything in it.
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("Tenant")
@Plural("tenants")
@ShortNames("vft")
@Categories(Api.CATEGORY)
@AdditionalPrinterColumn(
    name = "State",
    jsonPath = ".spec.state",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Routes",
    jsonPath = ".status.routes",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Proxies",
    jsonPath = ".status.proxies",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
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
@ValidationRule(
    value = "self.metadata.name.matches('^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$')",
    message = "a tenant's name is also its namespace's: at most 63 of a-z, 0-9 and -, no dots")
@ValidationRule(
    value =
        "!(self.metadata.name in ['default', 'veloflux-system'])"
            + " && !self.metadata.name.startsWith('kube-')",
    message = "the name belongs to a namespace of Kubernetes or of VeloFlux itself")
public final class Tenant extends CustomResource<Tenant.Spec, Tenant.Status> {
  private static final long serialVersionUID = 1L;

  /// @param state `Suspended` answers every request of the tenant with 503
  /// @param allowedDomains the hostnames that routes on the shared ports may claim; absent or empty
  ///   means any
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Spec(
      @JsonPropertyDescription("Active serves traffic; Suspended answers every request with 503.")
          @Default("Active")
          @Nullable State state,
      @JsonPropertyDescription(
              "How many objects the tenant may have; the newest beyond a limit are not accepted.")
          @Nullable Limits limits,
      @JsonPropertyDescription(
              "Hostnames that routes on the shared ports may claim: shop.example.com, or *.example.com for every"
                  + " name below it. Empty means any hostname that no other tenant claimed first.")
          @Size(max = 64)
          @Nullable List<@Pattern(Api.HOSTNAME) @Size(max = 253) String> allowedDomains) {}

  /// Absent numbers mean no limit.
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Limits(
      @JsonPropertyDescription("Pools of the tenant.") @Min(0) @Max(10000) @Nullable Integer pools,
      @JsonPropertyDescription("Backends of one pool.") @Min(0) @Max(10000)
          @Nullable Integer backendsPerPool,
      @JsonPropertyDescription("Routes of the tenant.") @Min(0) @Max(100000)
          @Nullable Integer routes) {}

  public enum State {
    Active,
    Suspended,
    /// A word of a newer version. Never in the schema.
    @JsonEnumDefaultValue
    Unknown;

    public static final State DEFAULT = Active;
  }

  /// @param routes how many routes of the tenant produce configuration
  /// @param proxies `acknowledged/ready`: how many of the fleet's ready proxies serve what was
  ///   compiled last
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(
      @Nullable Long observedGeneration,
      @Size(max = 16) @Nullable List<Condition> conditions,
      @Size(max = 1024) @Nullable String reason,
      @Size(max = 32768) @Nullable String message,
      @Nullable Integer routes,
      @Size(max = 32) @Nullable String proxies)
      implements HasConditions {}
}
