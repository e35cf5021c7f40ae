package io.veloflux.standalone.kube.schema;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The types of a schema's values in rules, so that a rule with an unknown field or a comparison of
/// a number with a text is refused when the kind is made. Filled by one thread, before the first
/// rule is compiled.
final class RuleTypes {
  private static final Map<String, CelType> META =
      Map.of("name", SimpleType.STRING, "generateName", SimpleType.STRING);

  private final Map<String, StructType> structs = new LinkedHashMap<>();

  /// @param resource whether `apiVersion`, `kind` and `metadata` are there without being named
  /// @return null if rules cannot see such values
  @Nullable CelType of(Shape shape, boolean resource) {
    if (shape.intOrString()) return SimpleType.DYN;
    return switch (shape.type()) {
      case "boolean" -> SimpleType.BOOL;
      case "integer" -> SimpleType.INT;
      case "number" -> SimpleType.DOUBLE;
      case "string" -> text(shape.limits().format());
      case "array" -> list(shape);
      case "object" -> object(shape, resource);
      default -> null;
    };
  }

  private static CelType text(String format) {
    return switch (format) {
      case "byte" -> SimpleType.BYTES;
      case "duration" -> SimpleType.DURATION;
      case "date", "date-time" -> SimpleType.TIMESTAMP;
      default -> SimpleType.STRING;
    };
  }

  private @Nullable CelType list(Shape shape) {
    Shape items = shape.items();
    CelType type = items == null ? null : of(items, items.embeddedResource());
    return type == null ? null : ListType.create(type);
  }

  private @Nullable CelType object(Shape shape, boolean resource) {
    Shape additional = shape.additionalShape();
    if (additional != null) {
      CelType type = of(additional, additional.embeddedResource());
      return type == null ? null : MapType.create(SimpleType.STRING, type);
    }
    Map<String, CelType> fields = new HashMap<>();
    shape
        .properties()
        .forEach((name, field) -> {
          String escaped = Escaping.escape(name);
          CelType type = of(field, field.embeddedResource());
          if (escaped != null && type != null) fields.put(escaped, type);
        });
    if (resource) {
      fields.put("apiVersion", SimpleType.STRING);
      fields.put("kind", SimpleType.STRING);
      fields.put("metadata", struct(META));
    }
    return struct(fields);
  }

  private StructType struct(Map<String, CelType> fields) {
    String name = "selfType" + (structs.size() + 1);
    ImmutableMap<String, CelType> copy = ImmutableMap.copyOf(fields);
    StructType type =
        StructType.create(name, copy.keySet(), field -> Optional.ofNullable(copy.get(field)));
    structs.put(name, type);
    return type;
  }

  /// All types so far, by their names.
  CelTypeProvider provider() {
    return new Provider(ImmutableMap.copyOf(structs));
  }

  private record Provider(ImmutableMap<String, StructType> structs) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
      return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
      return Optional.ofNullable(structs.get(name));
    }
  }
}
