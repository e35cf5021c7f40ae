package io.veloflux.crd;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part that the statuses of all kinds have in common.
public interface HasConditions {
  @Nullable Long observedGeneration();

  @Nullable List<Condition> conditions();

  /// `Ready`, or the reason of the first condition that keeps the object from doing its work: what
  /// the columns of `kubectl get` print, since these cannot choose among conditions.
  @Nullable String reason();

  /// What to do about it, if anything is to be done.
  @Nullable String message();
}
