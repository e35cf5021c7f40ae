package io.veloflux.operator.status;

import io.fabric8.kubernetes.client.CustomResource;
import io.veloflux.crd.HasConditions;
import org.jspecify.annotations.Nullable;

/// Tells the status that an object has now, even when a watch is a moment late.
public interface CurrentStatus {
  /// @param observed the object as a watch has it
  <S extends HasConditions> @Nullable S of(CustomResource<?, S> observed);
}
