/// Which endpoint is next. An algorithm is a [Picker] ("which next?"), where it wants one over a
/// [LoadMetric] ("how loaded?").
///
/// - In: [Candidate]s, as many as the pool has; pickers skip those that cannot take the request.
///   Out: one of them.
/// - Must not know: requests, pools, snapshots, Netty.
@NullMarked
package io.veloflux.proxy.balance;

import org.jspecify.annotations.NullMarked;
