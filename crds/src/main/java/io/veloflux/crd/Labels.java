package io.veloflux.crd;

/// Labels that VeloFlux sets and reads.
public final class Labels {
  /// On a namespace and everything the operator makes: the tenant it belongs to.
  public static final String TENANT = "veloflux.io/tenant";

  /// `"true"` on the one LoadBalancer that the operator makes for each tenant.
  public static final String DEFAULT = "veloflux.io/default";

  /// On a compiled ConfigMap: the fleet of proxies that serves it.
  public static final String FLEET = "veloflux.io/fleet";

  /// The usual `app.kubernetes.io/managed-by`, value [#OPERATOR].
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  public static final String OPERATOR = "veloflux-operator";

  private Labels() {}
}
