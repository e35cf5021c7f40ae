package io.veloflux.standalone.kube.fields;

import java.time.Instant;

/// Who writes.
///
/// @param name of the field manager, at most 128 characters
/// @param subresource that is written: `status`, or empty for the object itself
/// @param apiVersion in which the object is written: `veloflux.io/v1alpha1`
/// @param time of the write
public record Manager(String name, String subresource, String apiVersion, Instant time) {}
