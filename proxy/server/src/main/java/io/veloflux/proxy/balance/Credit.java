package io.veloflux.proxy.balance;

/// How many turns an endpoint is owed by [SmoothWeighted], in units of weight; negative after it
/// had one.
///
/// Guarded by the picker that uses it.
public final class Credit {
  long owed;

  /// Two pickers of one endpoint exist for a moment while its pool changes its algorithm; the
  /// credit is then only approximate, which balancing forgives.
  public Credit() {}
}
