package io.veloflux.operator.status;

import io.fabric8.kubernetes.client.CustomResource;
import io.veloflux.crd.HasConditions;

/// The next status of one object.
///
/// @param object as last read; not to be changed
/// @param provisional see [Conclusion#provisional]
public record Draft<S extends HasConditions>(
    CustomResource<?, S> object, S status, boolean provisional) {}
