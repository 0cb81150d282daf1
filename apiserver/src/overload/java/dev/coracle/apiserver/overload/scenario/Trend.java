package dev.coracle.apiserver.overload.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether a row of numbers grows: the median of the slopes between all pairs (Theil and Sen), times the length of the row. A few numbers that are far off, as a sample in the middle of
 * some work is, do not move it. The first third is warming up, and does not count.
 */
final class Trend {

    private Trend() {}

    /** By how much the last two thirds grow from their begin to their end; 0 for less than four numbers. */
    static double growth(List<Long> numbers) {
        List<Long> counted = numbers.subList(numbers.size() / 3, numbers.size());
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < counted.size(); i++) {
            for (int j = i + 1; j < counted.size(); j++) {
                slopes.add((counted.get(j) - counted.get(i)) / (double) (j - i));
            }
        }
        if (counted.size() < 4) {
            return 0;
        }
        slopes.sort(Double::compare);
        int middle = slopes.size() / 2;
        double slope = slopes.size() % 2 == 1 ? slopes.get(middle) : (slopes.get(middle - 1) + slopes.get(middle)) / 2;
        return slope * (counted.size() - 1);
    }
}
