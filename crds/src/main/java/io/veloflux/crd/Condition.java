package io.veloflux.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/// One statement about an object, as `metav1.Condition` has it.
///
/// @param status `True`, `False` or `Unknown`
/// @param observedGeneration the generation that the statement is about
/// @param lastTransitionTime RFC 3339, when `status` last changed
/// @param reason one word of [Reasons]
/// @param message what to do next, for people
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
    @Required @Size(max = 316) String type,
    @Required @Pattern("^(True|False|Unknown)$") @Size(max = 7) String status,
    @Min(0) @Nullable Long observedGeneration,
    @Required @Size(max = 64) String lastTransitionTime,
    @Required @Size(max = 1024) String reason,
    @Required @Size(max = 32768) String message) {

  /// Types of conditions, in the order in which they are shown.
  public static final String ACCEPTED = "Accepted";

  public static final String RESOLVED_REFS = "ResolvedRefs";
  public static final String PROGRAMMED = "Programmed";
  public static final String HEALTHY = "Healthy";
  public static final String READY = "Ready";
  public static final String RECONCILING = "Reconciling";
  public static final String STALLED = "Stalled";
}
