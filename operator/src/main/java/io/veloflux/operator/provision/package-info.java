/// The objects that a tenant must have: its namespace and its default LoadBalancer.
///
/// - In: a [io.veloflux.crd.Tenant] and what exists. Out: [Provision], what to create or apply.
/// - Pure: no client, clock or I/O.
@NullMarked
package io.veloflux.operator.provision;

import org.jspecify.annotations.NullMarked;
