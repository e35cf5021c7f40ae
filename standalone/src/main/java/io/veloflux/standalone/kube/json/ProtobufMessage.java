package io.veloflux.standalone.kube.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// The fields of one type of message, and how they are called in JSON.
///
/// What is absent in JSON when it is empty (texts, zeros, `false`, messages without fields) is left
/// out: Go writes it all the same. A field that is not named here is refused.
public final class ProtobufMessage {
  // https://protobuf.dev/programming-guides/encoding/
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;

  private static final ProtobufMessage ENTRY =
      new ProtobufMessage("Entry").bytes(1, "key").bytes(2, "value");

  private final String name;
  private final Map<Integer, Field> fields = new HashMap<>();

  public ProtobufMessage(String name) {
    this.name = name;
  }

  private interface Field {
    /// @param value of a varint, else 0
    /// @param bytes of a length-delimited field, else empty
    void read(ObjectNode object, long value, byte[] bytes) throws IOException;
  }

  public ProtobufMessage skip(int number) {
    return field(number, (object, value, bytes) -> {});
  }

  public ProtobufMessage text(int number, String field) {
    return field(
        number,
        (object, value, bytes) -> {
          if (bytes.length > 0) object.put(field, text(bytes));
        });
  }

  public ProtobufMessage bytes(int number, String field) {
    return field(number, (object, value, bytes) -> object.put(field, bytes));
  }

  public ProtobufMessage number(int number, String field) {
    return field(
        number,
        (object, value, bytes) -> {
          if (value != 0) object.put(field, (int) value);
        });
  }

  public ProtobufMessage flag(int number, String field) {
    return field(
        number,
        (object, value, bytes) -> {
          if (value != 0) object.put(field, true);
        });
  }

  /// A list of texts.
  public ProtobufMessage list(int number, String field) {
    return field(number, (object, value, bytes) -> array(object, field).add(text(bytes)));
  }

  public ProtobufMessage message(int number, String field, ProtobufMessage type) {
    return field(
        number,
        (object, value, bytes) -> {
          ObjectNode read = type.read(bytes);
          if (!read.isEmpty()) object.set(field, read);
        });
  }

  /// A list of messages.
  public ProtobufMessage messages(int number, String field, ProtobufMessage type) {
    return field(number, (object, value, bytes) -> array(object, field).add(type.read(bytes)));
  }

  /// A map from texts to texts.
  public ProtobufMessage texts(int number, String field) {
    return field(
        number,
        (object, value, bytes) -> {
          ObjectNode entry = ENTRY.read(bytes);
          object.withObjectProperty(field).put(key(entry), text(part(entry, "value")));
        });
  }

  /// A map from texts to bytes, which are base64 in JSON.
  public ProtobufMessage binaries(int number, String field) {
    return field(
        number,
        (object, value, bytes) -> {
          ObjectNode entry = ENTRY.read(bytes);
          object
              .withObjectProperty(field)
              .put(key(entry), Base64.getEncoder().encodeToString(part(entry, "value")));
        });
  }

  private static byte[] part(ObjectNode entry, String name) throws IOException {
    byte[] bytes = entry.path(name).binaryValue();
    return bytes == null ? new byte[0] : bytes;
  }

  private static String key(ObjectNode entry) throws IOException {
    return text(part(entry, "key"));
  }

  private ProtobufMessage field(int number, Field field) {
    fields.put(number, field);
    return this;
  }

  private static ArrayNode array(ObjectNode object, String field) {
    return object.withArrayProperty(field);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// @throws IOException if it is no such message, or has a field that is not named here
  public ObjectNode read(byte[] message) throws IOException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ByteBuffer in = ByteBuffer.wrap(message);
    while (in.hasRemaining()) {
      long tag = varint(in);
      Field field = fields.get((int) (tag >>> 3));
      if (field == null) throw new IOException("unknown field " + (tag >>> 3) + " of " + name);
      switch ((int) (tag & 7)) {
        case VARINT -> field.read(object, varint(in), new byte[0]);
        case LENGTH_DELIMITED -> {
          long length = varint(in);
          if (length < 0 || length > in.remaining()) throw new IOException(name + " is cut off");
          byte[] bytes = new byte[(int) length];
          in.get(bytes);
          field.read(object, 0, bytes);
        }
        default -> throw new IOException("unknown wire type in " + name);
      }
    }
    return object;
  }

  private long varint(ByteBuffer in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 64 && in.hasRemaining(); shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) return value;
    }
    throw new IOException(name + " is cut off");
  }
}
