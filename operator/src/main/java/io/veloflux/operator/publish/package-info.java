/// Brings a compiled configuration to where the proxies of the fleet read it.
///
/// - In: a [io.veloflux.proxy.config.ProxyConfig] and what is published now. Out: [Publication].
/// - [SnapshotWriter] alone knows how a configuration lies in Kubernetes; its counterpart in the
///   proxy is the only other.
/// - Must not know: how a configuration is compiled, what proxies say, conditions.
@NullMarked
package io.veloflux.operator.publish;

import org.jspecify.annotations.NullMarked;
