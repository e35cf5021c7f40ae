package io.veloflux.standalone.kube.schema;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.List;

/// Functions that Kubernetes adds to those of CEL and its extensions: regular expressions, lists,
/// addresses, `format`. Of Kubernetes' own, `quantity`, `semver`, `format.named`, `url`, and the
/// methods of `ip` and `cidr` are not here.
final class RuleFunctions {
  private static final CelType T = TypeParamType.create("T");
  private static final CelType LIST = ListType.create(T);
  private static final CelType TEXT = SimpleType.STRING;

  private RuleFunctions() {}

  static List<CelFunctionDecl> declarations() {
    return List.of(
        member("find", "string_find_string", TEXT, TEXT, TEXT),
        CelFunctionDecl.newFunctionDeclaration(
            "findAll",
            CelOverloadDecl.newMemberOverload(
                "string_find_all_string", ListType.create(TEXT), TEXT, TEXT),
            CelOverloadDecl.newMemberOverload(
                "string_find_all_string_int", ListType.create(TEXT), TEXT, TEXT, SimpleType.INT)),
        member("format", "string_format", TEXT, TEXT, ListType.create(SimpleType.DYN)),
        member("isSorted", "list_is_sorted", SimpleType.BOOL, LIST),
        member("sum", "list_sum", T, LIST),
        member("min", "list_min", T, LIST),
        member("max", "list_max", T, LIST),
        member("indexOf", "list_a_index_of_int", SimpleType.INT, LIST, T),
        member("lastIndexOf", "list_a_last_index_of_int", SimpleType.INT, LIST, T),
        global("isIP", "is_ip"),
        global("isCIDR", "is_cidr"),
        global("isURL", "is_url_string"));
  }

  private static CelFunctionDecl member(
      String name, String id, CelType result, CelType... arguments) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newMemberOverload(id, result, List.of(arguments)));
  }

  private static CelFunctionDecl global(String name, String id) {
    return CelFunctionDecl.newFunctionDeclaration(
        name, CelOverloadDecl.newGlobalOverload(id, SimpleType.BOOL, TEXT));
  }

  @SuppressWarnings("rawtypes") // a binding names the class of its arguments, and List has no other
  static List<CelFunctionBinding> bindings() {
    return List.of(
        CelFunctionBinding.from(
            "string_find_string", String.class, String.class, RuleFunctions::find),
        CelFunctionBinding.from(
            "string_find_all_string",
            String.class,
            String.class,
            (text, regex) -> findAll(text, regex, -1)),
        CelFunctionBinding.from(
            "string_find_all_string_int",
            List.of(String.class, String.class, Long.class),
            arguments ->
                findAll((String) arguments[0], (String) arguments[1], (Long) arguments[2])),
        CelFunctionBinding.from(
            "string_format",
            String.class,
            List.class,
            (text, list) -> RuleFormat.format(text, (List<?>) list)),
        CelFunctionBinding.from("list_is_sorted", List.class, list -> isSorted(list)),
        CelFunctionBinding.from("list_sum", List.class, list -> sum(list)),
        CelFunctionBinding.from("list_min", List.class, list -> extreme(list, -1)),
        CelFunctionBinding.from("list_max", List.class, list -> extreme(list, 1)),
        CelFunctionBinding.from(
            "list_a_index_of_int",
            List.class,
            Object.class,
            (list, item) -> (long) list.indexOf(item)),
        CelFunctionBinding.from(
            "list_a_last_index_of_int",
            List.class,
            Object.class,
            (list, item) -> (long) list.lastIndexOf(item)),
        CelFunctionBinding.from("is_ip", String.class, text -> IpText.parse(text) != null),
        CelFunctionBinding.from("is_cidr", String.class, IpText::isCidr),
        CelFunctionBinding.from(
            "is_url_string", String.class, text -> Formats.matches("uri", text)));
  }

  private static String find(String text, String regex) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    return matcher.find() ? matcher.group() : "";
  }

  private static List<String> findAll(String text, String regex, long limit) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(regex).matcher(text);
    while ((limit < 0 || found.size() < limit) && matcher.find()) found.add(matcher.group());
    return found;
  }

  private static boolean isSorted(List<?> list) {
    for (int i = 1; i < list.size(); i++) {
      if (compare(list.get(i - 1), list.get(i)) > 0) return false;
    }
    return true;
  }

  private static Object extreme(List<?> list, int direction) {
    if (list.isEmpty()) throw new IllegalArgumentException("min/max called on empty list");
    Object best = list.getFirst();
    for (Object item : list) if (compare(item, best) * direction > 0) best = item;
    return best;
  }

  private static Object sum(List<?> list) {
    if (list.stream().anyMatch(Double.class::isInstance)) {
      return list.stream().mapToDouble(item -> ((Number) item).doubleValue()).sum();
    }
    long sum = 0;
    for (Object item : list) sum = Math.addExact(sum, ((Number) item).longValue());
    return sum;
  }

  @SuppressWarnings(
      "unchecked") // the items of a checked list are of one type, and those of rules that have an
  // order are comparable
  private static int compare(Object a, Object b) {
    return ((Comparable<Object>) a).compareTo(b);
  }
}
