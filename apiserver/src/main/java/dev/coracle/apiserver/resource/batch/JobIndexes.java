package dev.coracle.apiserver.resource.batch;

import java.util.Optional;

/**
 * Indexes of a job in the compact form of its API: {@code 1,3-5,7}.
 *
 * @param count how many there are, 0 if they can't be read
 * @param problem why they can't be read
 */
record JobIndexes(long count, Optional<String> problem) {

    /** @param completions what every index must be below */
    static JobIndexes parse(String text, long completions) {
        long count = 0;
        long last = -1;
        if (text.isEmpty()) {
            return new JobIndexes(0, Optional.empty());
        }
        for (String interval : text.split(",", -1)) {
            String[] ends = interval.split("-", -1);
            if (ends.length > 2) {
                return failed("the fragment \"" + interval
                        + "\" violates the requirement that an index interval can have at most two parts separated by '-'");
            }
            for (int i = 0; i < ends.length; i++) {
                if (!ends[i].matches("[+-]?[0-9]{1,18}")) {
                    return failed("cannot convert string to integer for index: \"" + ends[i] + "\"");
                }
                long index = Long.parseLong(ends[i]);
                if (index >= completions) {
                    return failed("too large index: \"" + ends[i] + "\"");
                }
                if (last >= index) {
                    return failed("non-increasing order, previous: " + last + ", current: " + index);
                }
                count += i == 0 ? 1 : index - last;
                last = index;
            }
        }
        return new JobIndexes(count, Optional.empty());
    }

    private static JobIndexes failed(String why) {
        return new JobIndexes(0, Optional.of(why));
    }
}
