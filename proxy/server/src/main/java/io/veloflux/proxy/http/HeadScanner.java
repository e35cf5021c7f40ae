package io.veloflux.proxy.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Reads the head of a request or response into a [Head], or refuses it with the section of the
/// standard that it breaks. What two readers could understand differently is refused, not repaired.
///
/// - Pure: bytes in, offsets out; the only bytes changed are those of a path that is not a
///   [NormalPath] already.
/// - Reads from the beginning at each call. Callers call again only when another line ended, so
///   that a client that sends octet by octet costs at most one pass for each line that it may send.
/// - This class knows lines; [RequestTarget] and [KnownFields] know what stands in them. One thread
///   at a time.
public final class HeadScanner {
  /// What came of it.
  public enum Outcome {
    COMPLETE,
    /// The rest has not arrived yet.
    INCOMPLETE,
    /// [HeadScanner#refusal] says why.
    REFUSED
  }

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final byte DEL = 0x7f;
  private static final int VERSION_BYTES = 8; // HTTP/1.1

  private final KnownFields known = new KnownFields();

  private Head head = new Head();
  private byte[] bytes = head.bytes;
  private int start;
  private int to;
  private HeadLimits limits = HeadLimits.RESPONSE;
  private boolean incomplete;
  private @Nullable Refusal refusal;

  /// Why the last head was refused.
  public Refusal refusal() {
    if (refusal == null) throw new IllegalStateException("nothing was refused");
    return refusal;
  }

  /// @param bytes has in `[from, to)` all that arrived since the last message
  public Outcome request(byte[] bytes, int from, int to, HeadLimits limits, Head head) {
    // RFC 9112 §2.2: some clients end a body with one line end too many.
    boolean emptyLine = to - from >= 2 && bytes[from] == '\r' && bytes[from + 1] == '\n';
    begin(bytes, emptyLine ? from + 2 : from, to, limits, head);
    int lineEnd = lineEnd(start);
    boolean good =
        lineEnd >= 0
            && requestLine(lineEnd)
            && fields(lineEnd + 2)
            && holds(known.framing(head))
            && holds(known.host(head));
    return outcome(good);
  }

  /// As [#request]; what is wrong with a response is always a 502.
  public Outcome response(byte[] bytes, int from, int to, HeadLimits limits, Head head) {
    begin(bytes, from, to, limits, head);
    int lineEnd = lineEnd(start);
    boolean good =
        lineEnd >= 0 && statusLine(lineEnd) && fields(lineEnd + 2) && holds(known.framing(head));
    if (refusal != null) refusal = Refusal.badResponse(refusal.detail());
    return outcome(good);
  }

  private void begin(byte[] bytes, int start, int to, HeadLimits limits, Head head) {
    this.bytes = bytes;
    this.start = start;
    this.to = to;
    this.limits = limits;
    this.head = head;
    incomplete = false;
    refusal = null;
    head.reset(bytes);
    known.reset();
  }

  private Outcome outcome(boolean good) {
    if (good) return Outcome.COMPLETE;
    return incomplete ? Outcome.INCOMPLETE : Outcome.REFUSED;
  }

  private boolean refuse(int status, String detail) {
    return holds(Refusal.badRequest(status, detail));
  }

  private boolean refuse(String detail) {
    return refuse(400, detail);
  }

  private boolean holds(@Nullable Refusal fault) {
    refusal = fault;
    return fault == null;
  }

  /// @return where the CR LF of the line at `at` stands, or -1: incomplete or refused
  private int lineEnd(int at) {
    int end = control(at);
    while (end < to && bytes[end] == '\t') end = control(end + 1);
    if (at == start && end - start > limits.lineBytes()) {
      refuse(414, "a first line above %d bytes".formatted(limits.lineBytes()));
    } else if (end - start > limits.headBytes()) {
      refuse(431, "a head above %d bytes".formatted(limits.headBytes()));
    } else if (end == to || (bytes[end] == '\r' && end + 1 == to)) {
      incomplete = true;
    } else if (bytes[end] == '\r' && bytes[end + 1] == '\n') {
      return end;
    } else if (bytes[end] == '\r' || bytes[end] == '\n') {
      refuse("a CR or LF that is no line end (RFC 9112 §2.2)");
    } else {
      refuse("a control character (RFC 9110 §5.5)");
    }
    return -1;
  }

  /// Where the next control character stands, TAB and DEL included; eight octets at a time.
  private int control(int at) {
    while (to - at >= Long.BYTES) {
      long word = (long) WORD.get(bytes, at);
      long lessThanSpace = (word - ONES * ' ') & ~word;
      long notDeleted = word ^ (ONES * DEL);
      long deleted = (notDeleted - ONES) & ~notDeleted;
      long found = (lessThanSpace | deleted) & HIGH_BITS;
      if (found != 0) return at + (Long.numberOfTrailingZeros(found) >>> 3);
      at += Long.BYTES;
    }
    while (at < to && !isControl(bytes[at])) at++;
    return at;
  }

  private static boolean isControl(byte octet) {
    return (octet >= 0 && octet < ' ') || octet == DEL;
  }

  private boolean requestLine(int end) {
    int methodEnd = start;
    while (methodEnd < end && Ascii.isToken(bytes[methodEnd])) methodEnd++;
    if (methodEnd == start || bytes[methodEnd] != ' ') {
      return refuse("no method with one space behind it (RFC 9112 §3)");
    }
    int targetStart = methodEnd + 1;
    int targetEnd = targetStart;
    while (targetEnd < end && bytes[targetEnd] != ' ' && !isControl(bytes[targetEnd])) targetEnd++;
    if (targetEnd == targetStart || bytes[targetEnd] != ' ') {
      return refuse("no request target with one space behind it (RFC 9112 §3)");
    }
    head.methodStart = start;
    head.methodEnd = methodEnd;
    return version(targetEnd + 1, end) && holds(RequestTarget.read(head, targetStart, targetEnd));
  }

  private boolean statusLine(int end) {
    int code = start + VERSION_BYTES + 1;
    if (end - start < VERSION_BYTES + 4 || bytes[code - 1] != ' ') {
      return refuse("no version and status (RFC 9112 §4)");
    }
    boolean good =
        bytes[code] >= '1'
            && bytes[code] <= '5'
            && Ascii.isDigit(bytes[code + 1])
            && Ascii.isDigit(bytes[code + 2])
            && (end == code + 3 || bytes[code + 3] == ' ');
    if (!good) return refuse("no status from 100 to 599 (RFC 9112 §4)");
    head.status = (bytes[code] - '0') * 100 + (bytes[code + 1] - '0') * 10 + bytes[code + 2] - '0';
    head.reasonStart = Math.min(code + 4, end);
    head.reasonEnd = end;
    return version(start, start + VERSION_BYTES);
  }

  private boolean version(int from, int end) {
    boolean shaped =
        end - from == VERSION_BYTES
            && bytes[from] == 'H'
            && bytes[from + 1] == 'T'
            && bytes[from + 2] == 'T'
            && bytes[from + 3] == 'P'
            && bytes[from + 4] == '/'
            && Ascii.isDigit(bytes[from + 5])
            && bytes[from + 6] == '.'
            && Ascii.isDigit(bytes[from + 7]);
    if (!shaped) return holds(Refusal.NO_HTTP);
    if (bytes[from + 5] != '1' || bytes[from + 7] > '1') {
      return refuse(505, "an HTTP version other than 1.0 and 1.1 (RFC 9110 §15.6.6)");
    }
    head.minorVersion = bytes[from + 7] - '0';
    return true;
  }

  private boolean fields(int at) {
    int line = at;
    for (int count = 0; count <= limits.fields(); count++) {
      int end = lineEnd(line);
      if (end < 0) return false;
      if (end == line) {
        head.complete(line);
        return true;
      }
      if (!field(line, end)) return false;
      line = end + 2;
    }
    return refuse(431, "more than %d fields".formatted(limits.fields()));
  }

  private boolean field(int line, int end) {
    if (Ascii.isBlank(bytes[line])) return refuse("a folded line (RFC 9112 §5.2)");
    int nameEnd = line;
    boolean odd = false;
    while (nameEnd < end && Ascii.isToken(bytes[nameEnd])) {
      odd |= bytes[nameEnd] == '_' || (bytes[nameEnd] == '-' && bytes[nameEnd + 1] == '-');
      nameEnd++;
    }
    if (bytes[nameEnd] != ':' || nameEnd == line) {
      return refuse("no field name with a colon right behind it (RFC 9112 §5.1)");
    }
    HeaderName name = HeaderName.of(bytes, line, nameEnd);
    if (odd
        && name == HeaderName.OTHER
        && HeaderName.resembledBy(bytes, line, nameEnd) != HeaderName.OTHER) {
      return refuse("a field name that some would read as another (RFC 9110 §16.3.1)");
    }
    int valueStart = nameEnd + 1;
    int valueEnd = end;
    while (valueStart < valueEnd && Ascii.isBlank(bytes[valueStart])) valueStart++;
    while (valueStart < valueEnd && Ascii.isBlank(bytes[valueEnd - 1])) valueEnd--;
    head.add(name, line, nameEnd, valueStart, valueEnd);
    return name == HeaderName.OTHER || holds(known.field(head, head.fields() - 1));
  }
}
