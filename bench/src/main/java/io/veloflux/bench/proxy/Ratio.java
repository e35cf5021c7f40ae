package io.veloflux.bench.proxy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// The median of paired ratios, and the interval in which it lies with 95 % confidence, by
/// bootstrap (Efron 1979).
///
/// @param median not a number without pairs
record Ratio(double median, double low, double high, int pairs) {
  private static final int RESAMPLES = 2_000;

  /// @param ours of each round
  /// @param theirs of the same rounds, in the same order
  static Ratio of(List<Double> ours, List<Double> theirs) {
    int pairs = Math.min(ours.size(), theirs.size());
    double[] ratios = new double[pairs];
    for (int i = 0; i < pairs; i++) ratios[i] = ours.get(i) / theirs.get(i);
    double[] medians = new double[RESAMPLES];
    Random random = new Random(1);
    double[] resample = new double[pairs];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < pairs; j++) resample[j] = ratios[random.nextInt(pairs)];
      medians[i] = median(resample);
    }
    Arrays.sort(medians);
    return new Ratio(
        rounded(median(ratios)),
        rounded(medians[RESAMPLES / 40]),
        rounded(medians[RESAMPLES - 1 - RESAMPLES / 40]),
        pairs);
  }

  private static double rounded(double value) {
    return Double.isNaN(value) ? value : Math.round(value * 1_000) / 1_000.0;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    if (n == 0) return Double.NaN;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }

  @Override
  public String toString() {
    return "%.2f [%.2f–%.2f]".formatted(median, low, high);
  }
}
