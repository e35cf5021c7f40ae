package io.veloflux.operator.compile;

/// One statement about an object that will be a condition of its status.
///
/// @param type [io.veloflux.crd.Condition#ACCEPTED] or [io.veloflux.crd.Condition#RESOLVED_REFS]
/// @param reason one word of [io.veloflux.crd.Reasons]
/// @param message what to do next, for the owner of the object: never names objects of another
///   tenant
public record Finding(String type, boolean holds, String reason, String message) {}
