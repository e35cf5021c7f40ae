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

/// A set of equal endpoints and the policy by which they are used. Its [Backend]s name it.
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("Pool")
@Plural("pools")
@ShortNames("vfp")
@Categories(Api.CATEGORY)
@AdditionalPrinterColumn(
    name = "Algorithm",
    jsonPath = ".spec.algorithm",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Endpoints",
    jsonPath = ".status.endpoints",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Healthy",
    jsonPath = ".status.conditions[?(@.type==\"Healthy\")].status",
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
public final class Pool extends CustomResource<Pool.Spec, Pool.Status> implements Namespaced {
  private static final long serialVersionUID = 1L;

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Spec(
      @JsonPropertyDescription(
              "Which endpoint is next: RoundRobin in turn; WeightedRoundRobin in turn by the backends' weights, smoothly;"
                  + " StaticRoundRobin likewise, from a list made in advance; LeastConnections the one with the fewest"
                  + " requests in flight per weight; SourceHash the same one for the same client address; UriHash the same"
                  + " one for the same path; Adaptive the faster of two, by latency and requests in flight.")
          @Default("RoundRobin")
          @Nullable Algorithm algorithm,
      @JsonPropertyDescription(
              "Asks every endpoint whether it is well. Absent: endpoints count as healthy.")
          @Nullable HealthCheck healthCheck,
      @JsonPropertyDescription("How long endpoints may take.") @Nullable PoolTimeouts timeouts) {}

  public enum Algorithm {
    RoundRobin,
    WeightedRoundRobin,
    StaticRoundRobin,
    LeastConnections,
    SourceHash,
    UriHash,
    Adaptive,
    /// A word of a newer version. Never in the schema.
    @JsonEnumDefaultValue
    Unknown;

    public static final Algorithm DEFAULT = RoundRobin;
  }

  /// One probe for each endpoint and interval, however many routes use the pool.
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value =
          "!has(self.interval) || (duration(self.interval) >= duration('1s') && duration(self.interval) <= duration('1h'))",
      message = "interval must be between 1s and 1h",
      fieldPath = ".interval")
  @ValidationRule(
      value =
          "!has(self.timeout) || !has(self.interval) || (duration(self.timeout) >= duration('100ms')"
              + " && duration(self.timeout) <= duration(self.interval))",
      message = "timeout must be between 100ms and interval",
      fieldPath = ".timeout")
  public record HealthCheck(
      @JsonPropertyDescription("Http sends GET requests; None checks nothing.") @Default("Http")
          @Nullable Mode mode,
      @JsonPropertyDescription("Path of the request, with its query if it has one.")
          @Default(HealthCheck.PATH)
          @Pattern("^/[!\"$-~]*$")
          @Size(max = 1024)
          @Nullable String path,
      @JsonPropertyDescription("Time between two requests to one endpoint, 1s to 1h.")
          @Default(HealthCheck.INTERVAL)
          @Pattern(Api.DURATION)
          @Size(max = 32)
          @Nullable String interval,
      @JsonPropertyDescription("No answer within this counts as a failure; 100ms to interval.")
          @Default(HealthCheck.TIMEOUT)
          @Pattern(Api.DURATION)
          @Size(max = 32)
          @Nullable String timeout,
      @JsonPropertyDescription("The status of a healthy answer.")
          @Default("200")
          @Min(100)
          @Max(599)
          @Nullable Integer expectedStatus,
      @JsonPropertyDescription("Good answers in a row that make an unhealthy endpoint healthy.")
          @Default("2")
          @Min(1)
          @Max(100)
          @Nullable Integer healthyThreshold,
      @JsonPropertyDescription("Failures in a row that make a healthy endpoint unhealthy.")
          @Default("3")
          @Min(1)
          @Max(100)
          @Nullable Integer unhealthyThreshold) {
    public static final String PATH = "/health";
    public static final String INTERVAL = "30s";
    public static final String TIMEOUT = "5s";
    public static final int EXPECTED_STATUS = 200;
    public static final int HEALTHY_THRESHOLD = 2;
    public static final int UNHEALTHY_THRESHOLD = 3;
  }

  public enum Mode {
    Http,
    None,
    /// A word of a newer version. Never in the schema.
    @JsonEnumDefaultValue
    Unknown;

    public static final Mode DEFAULT = Http;
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.connect) || duration(self.connect) > duration('0s')",
      message = "connect must be longer than 0s",
      fieldPath = ".connect")
  @ValidationRule(
      value = "!has(self.idle) || duration(self.idle) > duration('0s')",
      message = "idle must be longer than 0s",
      fieldPath = ".idle")
  public record PoolTimeouts(
      @JsonPropertyDescription("To open a connection; then another endpoint is tried.")
          @Default(PoolTimeouts.CONNECT)
          @Pattern(Api.DURATION)
          @Size(max = 32)
          @Nullable String connect,
      @JsonPropertyDescription("An unused connection to an endpoint is closed after this.")
          @Default(PoolTimeouts.IDLE)
          @Pattern(Api.DURATION)
          @Size(max = 32)
          @Nullable String idle) {
    public static final String CONNECT = "2s";
    public static final String IDLE = "30s";
  }

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
