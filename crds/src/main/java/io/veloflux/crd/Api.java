package io.veloflux.crd;

/// Group, version and the patterns that several kinds share.
public final class Api {
  public static final String GROUP = "veloflux.io";
  public static final String VERSION = "v1alpha1";

  /// `kubectl get veloflux` lists every kind of this category.
  public static final String CATEGORY = "veloflux";

  /// A duration of Gateway API (GEP-2257): `500ms`, `30s`, `1m30s`.
  public static final String DURATION = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";

  /// A host name or a wildcard of one or more leading labels: `shop.example.com`, `*.example.com`.
  public static final String HOSTNAME =
      "^(\\*\\.)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$";

  /// A DNS-1123 subdomain, the name of another object of the same namespace.
  public static final String OBJECT_NAME =
      "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$";

  private Api() {}
}
