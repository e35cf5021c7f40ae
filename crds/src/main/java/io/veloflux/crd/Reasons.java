package io.veloflux.crd;

/// Every `reason` of a condition that VeloFlux writes: one word for programs; the message beside it
/// is for people.
public final class Reasons {
  // Accepted
  public static final String ACCEPTED = "Accepted";

  /// The object breaks a rule that the schema cannot see; its own last good version keeps serving
  /// if there was one.
  public static final String INVALID = "Invalid";

  /// Another tenant claimed the hostname earlier.
  public static final String HOSTNAME_CONFLICT = "HostnameConflict";

  /// The hostname is outside `Tenant.spec.allowedDomains`.
  public static final String HOSTNAME_NOT_ALLOWED = "HostnameNotAllowed";

  /// Another listener has the port already, or the fleet cannot open it.
  public static final String PORT_UNAVAILABLE = "PortUnavailable";

  /// The Tenant's limits are used up; the oldest objects count first.
  public static final String LIMIT_EXCEEDED = "LimitExceeded";

  /// A namespace of the tenant's name exists and belongs to somebody else.
  public static final String NAMESPACE_CONFLICT = "NamespaceConflict";

  /// None of the hostnames is covered by a listener of the load balancer.
  public static final String NO_MATCHING_LISTENER = "NoMatchingListener";

  public static final String TENANT_SUSPENDED = "TenantSuspended";

  // ResolvedRefs
  public static final String RESOLVED_REFS = "ResolvedRefs";
  public static final String POOL_NOT_FOUND = "PoolNotFound";
  public static final String LOAD_BALANCER_NOT_FOUND = "LoadBalancerNotFound";
  public static final String SERVICE_NOT_FOUND = "ServiceNotFound";
  public static final String SERVICE_PORT_NOT_FOUND = "ServicePortNotFound";

  /// A Service of a type that cannot be followed, such as ExternalName.
  public static final String UNSUPPORTED_SERVICE = "UnsupportedService";

  /// A Secret that a listener names is missing, or holds no certificate that can be served.
  public static final String INVALID_CERTIFICATE_REF = "InvalidCertificateRef";

  // Programmed
  public static final String PROGRAMMED = "Programmed";
  public static final String NOT_ACCEPTED = "NotAccepted";

  /// Some proxies do not serve this generation yet.
  public static final String PENDING = "Pending";

  /// No proxy of the fleet answers.
  public static final String NO_PROXIES = "NoProxies";

  /// A proxy refused the configuration; the message quotes it.
  public static final String PROXY_REFUSED = "ProxyRefused";

  public static final String CONFIG_TOO_LARGE = "ConfigTooLarge";

  /// The compilation would drop most of a tenant without deletions that explain it.
  public static final String CONFIG_SHRINK_HELD = "ConfigShrinkHeld";

  public static final String PUBLISH_FAILED = "PublishFailed";

  // Healthy
  public static final String HEALTHY = "Healthy";
  public static final String SOME_UNHEALTHY = "SomeUnhealthy";
  public static final String NONE_HEALTHY = "NoneHealthy";
  public static final String NO_ENDPOINTS = "NoEndpoints";
  public static final String NOT_CHECKED = "NotChecked";

  // Ready, Reconciling, Stalled (kstatus)
  public static final String READY = "Ready";
  public static final String NOT_READY = "NotReady";
  public static final String PROGRESSING = "Progressing";
  public static final String RECONCILED = "Reconciled";
  public static final String RUNNING = "Running";
  public static final String BLOCKED = "Blocked";

  private Reasons() {}
}
