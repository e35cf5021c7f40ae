package io.veloflux.crd;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part that the statuses of all kinds have in common.
public interface HasConditions {
  @Nullable Long observedGeneration();

  @Nullable List<Condition> conditions();
}
