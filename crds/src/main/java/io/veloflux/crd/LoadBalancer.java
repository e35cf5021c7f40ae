package io.veloflux.crd;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
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

/// Where clients connect. Each tenant has a default one, made by the operator and labelled
/// [Labels#DEFAULT]: its listeners share the fleet's ports 80 and 443 with other tenants, by
/// hostname.
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("LoadBalancer")
@Plural("loadbalancers")
@ShortNames("vflb")
@Categories(Api.CATEGORY)
@AdditionalPrinterColumn(
    name = "Ports",
    jsonPath = ".status.ports",
    type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
    name = "Routes",
    jsonPath = ".status.attachedRoutes",
    type = AdditionalPrinterColumn.Type.INTEGER)
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
public final class LoadBalancer extends CustomResource<LoadBalancer.Spec, LoadBalancer.Status>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "self.listeners.all(a, self.listeners.exists_one(b, b.name == a.name))",
      message = "two listeners have the same name",
      fieldPath = ".listeners")
  @ValidationRule(
      value =
          "self.listeners.all(a, self.listeners.exists_one(b, b.port == a.port"
              + " && (has(b.hostname) ? b.hostname : '') == (has(a.hostname) ? a.hostname : '')))",
      message = "two listeners have the same port and hostname",
      fieldPath = ".listeners")
  @ValidationRule(
      value =
          "self.listeners.all(a, self.listeners.all(b, a.port != b.port"
              + " || (has(a.protocol) ? a.protocol : 'HTTP') == (has(b.protocol) ? b.protocol : 'HTTP')))",
      message = "two listeners have the same port and different protocols",
      fieldPath = ".listeners")
  @ValidationRule(
      value = "!has(self.trustedProxies) || self.trustedProxies.all(cidr, isCIDR(cidr))",
      message = "an entry is not a CIDR such as 10.0.0.0/8 or 2001:db8::/32",
      fieldPath = ".trustedProxies")
  public record Spec(
      @JsonPropertyDescription(
              "Where clients connect, tried by port and then by the most specific hostname.")
          @Required
          @Size(min = 1, max = 16)
          @Nullable List<Listener> listeners,
      @JsonPropertyDescription(
              "CIDRs of proxies in front of this one. Only from them are X-Forwarded-For, -Proto, -Host and"
                  + " X-Request-ID believed; from anybody else they are replaced.")
          @Size(max = 64)
          @Nullable List<@Pattern("^[0-9a-fA-F:.]{2,45}/[0-9]{1,3}$") @Size(max = 49) String>
              trustedProxies) {}

  /// @param port what clients connect to; what the fleet opens for it is its own matter
  /// @param certificates names of Secrets of type `kubernetes.io/tls` in the tenant's namespace
  /// @param hostname `null` means every hostname
  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value =
          "(has(self.protocol) && self.protocol == 'HTTPS') == (has(self.certificates) && size(self.certificates) > 0)",
      message = "HTTPS needs certificates, and only HTTPS has them",
      fieldPath = ".certificates")
  @ValidationRule(
      value = "!has(self.tlsProfile) || (has(self.protocol) && self.protocol == 'HTTPS')",
      message = "only HTTPS has a tlsProfile",
      fieldPath = ".tlsProfile")
  public record Listener(
      @JsonPropertyDescription("Names the listener in status, metrics and logs.")
          @Required
          @Pattern("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")
          @Size(max = 63)
          @Nullable String name,
      @JsonPropertyDescription("The port that clients connect to.") @Required @Min(1) @Max(65535)
          @Nullable Integer port,
      @JsonPropertyDescription("What clients speak.") @Default("HTTP") @Nullable Protocol protocol,
      @JsonPropertyDescription(
              "Secrets of type kubernetes.io/tls in this namespace. A client gets the one whose names fit its"
                  + " server name best, else the first.")
          @Size(max = 8)
          @Nullable List<@Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$") @Size(max = 253) String>
              certificates,
      @JsonPropertyDescription(
              "Modern is TLS 1.3 alone; Intermediate, the default, is TLS 1.2 and 1.3.")
          @Nullable TlsProfile tlsProfile,
      @JsonPropertyDescription(
              "Serves only this hostname (shop.example.com) or the names below it (*.example.com). Absent: any.")
          @Pattern(Api.HOSTNAME)
          @Size(max = 253)
          @Nullable String hostname,
      @JsonPropertyDescription("How long clients may take.") @Nullable ListenerTimeouts timeouts) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  @ValidationRule(
      value = "!has(self.header) || duration(self.header) > duration('0s')",
      message = "header must be longer than 0s",
      fieldPath = ".header")
  @ValidationRule(
      value = "!has(self.idle) || duration(self.idle) > duration('0s')",
      message = "idle must be longer than 0s",
      fieldPath = ".idle")
  public record ListenerTimeouts(
      @JsonPropertyDescription(
              "From the first byte of a request to the end of its header; then 408.")
          @Default(ListenerTimeouts.HEADER)
          @Pattern(Api.DURATION)
          @Size(max = 32)
          @Nullable String header,
      @JsonPropertyDescription("A kept-alive connection without a request is closed after this.")
          @Default(ListenerTimeouts.IDLE)
          @Pattern(Api.DURATION)
          @Size(max = 32)
          @Nullable String idle) {
    public static final String HEADER = "5s";
    public static final String IDLE = "60s";
  }

  public enum TlsProfile {
    Modern,
    Intermediate,
    /// A word of a newer version. Never in the schema.
    @JsonEnumDefaultValue
    Unknown;

    public static final TlsProfile DEFAULT = Intermediate;
  }

  public enum Protocol {
    HTTP,
    HTTPS,
    /// A word of a newer version. Never in the schema.
    @JsonEnumDefaultValue
    Unknown;

    public static final Protocol DEFAULT = HTTP;
  }

  /// @param ports of all listeners, `80,443`, since a column prints only the first item of a list
  /// @param attachedRoutes routes that are accepted on at least one listener
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(
      @Nullable Long observedGeneration,
      @Size(max = 16) @Nullable List<Condition> conditions,
      @Size(max = 1024) @Nullable String reason,
      @Size(max = 32768) @Nullable String message,
      @Size(max = 128) @Nullable String ports,
      @Nullable Integer attachedRoutes,
      @Size(max = 16) @Nullable List<ListenerStatus> listeners)
      implements HasConditions {}

  /// @param bindPort the port that the proxies open
  /// @param attachedRoutes routes that are accepted on this listener
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ListenerStatus(
      @Required @Size(max = 63) String name,
      @Nullable Integer bindPort,
      @Nullable Integer attachedRoutes) {}
}
