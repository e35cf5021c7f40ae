package io.veloflux.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
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

/// Which requests go to which pools: one rule.
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("Route")
@Plural("routes")
@ShortNames("vfr")
@Categories(Api.CATEGORY)
@AdditionalPrinterColumn(
    name = "Hostnames",
    jsonPath = ".spec.hostnames",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Pool",
    jsonPath = ".spec.pool",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Programmed",
    jsonPath = ".status.conditions[?(@.type==\"Programmed\")].status",
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
public final class Route extends CustomResource<Route.Spec, Route.Status> implements Namespaced {
  private static final long serialVersionUID = 1L;

  /// @param hostnames absent or empty means every hostname of the listener
  /// @param paths absent or empty means every path
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "has(self.pool) != has(self.pools)",
      message = "give either pool, or pools with weights")
  @ValidationRule(
      value = "!has(self.pools) || self.pools.all(a, self.pools.exists_one(b, b.name == a.name))",
      message = "a pool is named twice",
      fieldPath = ".pools")
  @ValidationRule(
      value = "!has(self.hostnames) || self.hostnames.all(a, self.hostnames.exists_one(b, b == a))",
      message = "a hostname is named twice",
      fieldPath = ".hostnames")
  public record Spec(
      @JsonPropertyDescription(
              "The LoadBalancer, in the same namespace, to attach to. Absent: the tenant's default one.")
          @Pattern(Api.OBJECT_NAME)
          @Size(max = 253)
          @Nullable String loadBalancer,
      @JsonPropertyDescription(
              "shop.example.com, or *.example.com for one or more labels below it. Exact beats wildcard, longer beats"
                  + " shorter. Absent: any hostname.")
          @Size(max = 16)
          @Nullable List<@Pattern(Api.HOSTNAME) @Size(max = 253) String> hostnames,
      @JsonPropertyDescription(
              "Paths to match: exact beats prefix, longer beats shorter. Absent: any path.")
          @Size(max = 16)
          @Nullable List<Path> paths,
      @JsonPropertyDescription("HTTP methods to match. Absent: any method.") @Size(max = 9)
          @Nullable List<@Pattern("^[A-Z]{1,16}$") @Size(max = 16) String> methods,
      @JsonPropertyDescription(
              "The Pool, in the same namespace, that answers. A missing one answers 500.")
          @Pattern(Api.OBJECT_NAME)
          @Size(max = 253)
          @Nullable String pool,
      @JsonPropertyDescription("Several Pools that share the requests by weight.")
          @Size(min = 1, max = 16)
          @Nullable List<WeightedPool> pools,
      @JsonPropertyDescription("How long a request may take.") @Nullable RouteTimeouts timeouts,
      @JsonPropertyDescription(
              "Which answers of a backend are not passed on while another attempt may do better. Absent: none; requests of"
                  + " which nothing was sent, or that may be repeated and got no answer, are tried again all the same.")
          @Nullable RouteRetry retry) {}

  /// Either `exact` or `prefix`. Requests are matched on their normalised path: what no such path
  /// can contain is refused here, instead of never matching.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "has(self.exact) != has(self.prefix)",
      message = "give either exact or prefix")
  @ValidationRule(
      value = "!" + Path.TEXT + ".matches('//|/[.][.]?(/|$)')",
      message =
          "a path has no empty segment and no segment . or .., since these are resolved before"
              + " matching")
  @ValidationRule(
      value = "!" + Path.TEXT + ".matches('%(2[DE]|3[0-9]|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])')",
      message =
          "letters, digits and -._~ are written as they are, since they are decoded before matching")
  @ValidationRule(
      value = "!" + Path.TEXT + ".matches('%(00|2F|5C)')",
      message = "a path has no %00, %2F or %5C, since requests with these are refused")
  public record Path(
      @JsonPropertyDescription("The whole path.") @Pattern(Path.PATTERN) @Size(max = 1024)
          @Nullable String exact,
      @JsonPropertyDescription(
              "The path or anything below it, on segment borders: /api matches /api and /api/v1, not /apix.")
          @Pattern(Path.PATTERN)
          @Size(max = 1024)
          @Nullable String prefix) {
    private static final String TEXT =
        "(has(self.exact) ? self.exact : has(self.prefix) ? self.prefix : '/')";

    /// The characters of a normalised path: no query, no fragment, no backslash.
    public static final String PATTERN = "^/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2}|/)*$";
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record WeightedPool(
      @JsonPropertyDescription("Name of the Pool.")
          @Required
          @Pattern(Api.OBJECT_NAME)
          @Size(max = 253)
          @Nullable String name,
      @JsonPropertyDescription("Share of the requests; 0 takes none.")
          @Default("1")
          @Min(0)
          @Max(1000000)
          @Nullable Integer weight) {
    public static final int WEIGHT = 1;
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record RouteTimeouts(
      @JsonPropertyDescription(
              "From the request's head to the end of the response, further attempts included; then 504."
                  + " Absent or 0s: no limit.")
          @Pattern(Api.DURATION)
          @Size(max = 32)
          @Nullable String request,
      @JsonPropertyDescription(
              "From the request's last byte at a backend to the response's head; then 504. 0s: no limit.")
          @Default(RouteTimeouts.BACKEND_REQUEST)
          @Pattern(Api.DURATION)
          @Size(max = 32)
          @Nullable String backendRequest,
      @JsonPropertyDescription(
              "No byte in either direction for this long ends the request. 0s: no limit.")
          @Default(RouteTimeouts.IDLE)
          @Pattern(Api.DURATION)
          @Size(max = 32)
          @Nullable String idle) {
    public static final String BACKEND_REQUEST = "30s";
    public static final String IDLE = "60s";
  }

  /// Only for requests that may be repeated: of an idempotent method, with a body of 64 KiB at
  /// most.
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record RouteRetry(
      @JsonPropertyDescription("How many further attempts there may be.")
          @Default("2")
          @Min(0)
          @Max(10)
          @Nullable Integer attempts,
      @JsonPropertyDescription(
              "Statuses that are tried again, besides attempts that took longer than timeouts.backendRequest. Absent:"
                  + " 502, 503 and 504.")
          @Size(min = 1, max = 16)
          @Nullable List<@Min(400) @Max(599) Integer> codes) {
    public static final int ATTEMPTS = 2;
    public static final List<Integer> CODES = List.of(502, 503, 504);
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(
      @Nullable Long observedGeneration,
      @Size(max = 16) @Nullable List<Condition> conditions,
      @Size(max = 1024) @Nullable String reason,
      @Size(max = 32768) @Nullable String message)
      implements HasConditions {}
}
