package io.veloflux.standalone.kube.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.veloflux.standalone.kube.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One version of an object. Immutable: its tree is parsed anew for each reader.
public final class StoredObject {
  private final ObjectKey key;
  private final long revision;
  private final byte[] json;
  private final String apiVersion;
  private final String uid;
  private final boolean deleting;
  private final Map<String, String> labels;
  private final List<Owner> owners;

  /// @param kind and `apiVersion` tell whether this server could know the owner at all
  public record Owner(String apiVersion, String kind, String uid) {}

  StoredObject(ObjectKey key, long revision, byte[] json) {
    this(key, revision, json, Json.trusted(json));
  }

  StoredObject(ObjectKey key, long revision, byte[] json, ObjectNode object) {
    this.key = key;
    this.revision = revision;
    this.json = json;
    JsonNode metadata = object.path("metadata");
    this.apiVersion = Json.text(object, "apiVersion");
    this.uid = Json.text(metadata, "uid");
    this.deleting = metadata.has("deletionTimestamp");
    Map<String, String> labels = new LinkedHashMap<>();
    for (var label : metadata.path("labels").properties()) {
      labels.put(label.getKey(), label.getValue().asText());
    }
    this.labels = Map.copyOf(labels);
    List<Owner> owners = new ArrayList<>();
    for (JsonNode owner : metadata.path("ownerReferences")) {
      owners.add(
          new Owner(
              Json.text(owner, "apiVersion"), Json.text(owner, "kind"), Json.text(owner, "uid")));
    }
    this.owners = List.copyOf(owners);
  }

  public ObjectKey key() {
    return key;
  }

  public long revision() {
    return revision;
  }

  /// As stored. Not to be changed by the caller.
  public byte[] json() {
    return json;
  }

  /// A tree of the caller's own.
  public ObjectNode read() {
    return Json.trusted(json);
  }

  /// In which it was written last.
  public String apiVersion() {
    return apiVersion;
  }

  public String uid() {
    return uid;
  }

  /// Whether it has a deletion timestamp.
  public boolean deleting() {
    return deleting;
  }

  public Map<String, String> labels() {
    return labels;
  }

  public List<Owner> owners() {
    return owners;
  }
}
