package io.veloflux.proxy.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to a request once matched.
///
/// @param id `route/NAMESPACE/NAME`, unique over all tenants
/// @param targets drawn by weight; never empty, the compiler puts a reject where nothing is left
/// @param admission checked in this order before anything is sent
/// @param retry `null` passes on whatever a backend answers
public record RouteConfig(
    String id,
    List<Target> targets,
    List<Admission> admission,
    Timeouts timeouts,
    @Nullable Retry retry) {
  public RouteConfig {
    id = Values.text(id);
    targets = Values.copy(targets);
    admission = Values.copy(admission);
    timeouts = Values.or(timeouts, Timeouts.NONE);
  }

  public RouteConfig(
      String id, List<Target> targets, List<Admission> admission, Timeouts timeouts) {
    this(id, targets, admission, timeouts, null);
  }

  /// @param weight 0 takes nothing; where all are 0 the answer is 503
  public record Target(int weight, Action action) {}

  /// 0 means no limit.
  ///
  /// @param requestMillis head of the request to the end of the response, further attempts
  ///   included; 504
  /// @param attemptMillis last byte of the request to the head of the response, for one attempt;
  ///   504
  /// @param idleMillis no byte in either direction ends the exchange
  public record Timeouts(long requestMillis, long attemptMillis, long idleMillis) {
    public static final Timeouts NONE = new Timeouts(0, 0, 0);
  }

  /// When an attempt is followed by another one although the backend answered, or took too long.
  /// Only for requests that may be repeated.
  ///
  /// @param attempts further ones
  /// @param statuses that are not passed on while another attempt is possible
  public record Retry(int attempts, List<Integer> statuses) {
    public Retry {
      statuses = Values.copy(statuses);
    }
  }
}
