package io.veloflux.standalone.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.function.BiFunction;

/// A column of `kubectl get`.
///
/// @param type `string`, `integer`, `number`, `boolean` or `date`
/// @param priority above 0: only with `-o wide`
/// @param cell from the object and the present; what it returns is written as JSON, null included
record Column(
    String name,
    String type,
    String format,
    String description,
    int priority,
    BiFunction<JsonNode, Instant, JsonNode> cell) {}
