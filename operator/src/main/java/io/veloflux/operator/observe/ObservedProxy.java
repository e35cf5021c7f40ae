package io.veloflux.operator.observe;

import io.veloflux.proxy.state.ProxyState;
import io.veloflux.proxy.state.ProxyState.TenantState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The last answer of one proxy.
///
/// @param name as the proxy calls itself, or its address when it has no name
/// @param ready serves a complete snapshot and does not drain
/// @param tenants what it says of each, by name
public record ObservedProxy(String name, boolean ready, Map<String, TenantState> tenants) {
  public ObservedProxy {
    tenants = Map.copyOf(tenants);
  }

  static ObservedProxy of(String address, ProxyState state) {
    Map<String, TenantState> tenants = new TreeMap<>();
    for (TenantState tenant : state.tenants()) tenants.put(tenant.tenant(), tenant);
    String name = state.proxy().isEmpty() ? address : state.proxy();
    return new ObservedProxy(name, state.ready() && !state.draining(), tenants);
  }

  public @Nullable TenantState tenant(String tenant) {
    return tenants.get(tenant);
  }

  /// The tenants of which `other` says something else.
  Set<String> differences(ObservedProxy other) {
    List<String> names = new ArrayList<>(tenants.keySet());
    names.addAll(other.tenants.keySet());
    Set<String> different = new HashSet<>();
    for (String name : names) {
      TenantState mine = tenants.get(name);
      if (mine == null || !mine.equals(other.tenants.get(name))) different.add(name);
    }
    return different;
  }
}
