/// What happens when something changes: read everything of the tenant, compile, publish, draft
/// statuses.
///
/// - In: events of the API server and of the observer. Out: calls of the other packages, in the
///   order of [TenantReconciler]; read that first.
/// - The only user of the operator SDK. Every object belongs to the tenant of its namespace.
/// - Must not know: rules of resources (`compile`), the form of published objects (`publish`),
///   conditions (`status`).
@NullMarked
package io.veloflux.operator.reconcile;

import org.jspecify.annotations.NullMarked;
