package dev.coracle.controllermanager.cronjob;

import dev.coracle.controllermanager.workload.TemplateHash;
import java.util.List;

/**
 * One field of a schedule: numbers, names, ranges, steps, in a list.
 *
 * @param bits bit n is set where n is due
 * @param star any value will do: the field was {@code *} or {@code ?}, with or without a step
 */
record CronField(long bits, boolean star) {

    static CronField parse(String text, int least, int most, List<String> names) {
        long bits = 0;
        boolean star = false;
        for (String part : text.split(",", -1)) {
            int slash = part.indexOf('/');
            String range = slash < 0 ? part : part.substring(0, slash);
            int step = slash < 0 ? 1 : number(part.substring(slash + 1), 0, List.of(), text);
            boolean any = range.equals("*") || range.equals("?");
            star |= any;
            int dash = range.indexOf('-');
            int first = any ? least : number(dash < 0 ? range : range.substring(0, dash), least, names, text);
            int last = any || slash >= 0 && dash < 0
                    ? most
                    : dash < 0 ? first : number(range.substring(dash + 1), least, names, text);
            if (first < least || last > most || first > last || step < 1) {
                throw new IllegalArgumentException("not within " + least + " to " + most + ": " + text);
            }
            for (int value = first; value <= last; value += step) {
                bits |= 1L << value;
            }
        }
        return new CronField(bits, star);
    }

    boolean has(int value) {
        return (bits >> value & 1) == 1;
    }

    /** Names count from the field's least value. */
    private static int number(String text, int least, List<String> names, String field) {
        int named = names.indexOf(text);
        if (named >= 0) {
            return least + named;
        }
        return TemplateHash.number(text).filter(n -> n >= 0 && n <= 1000).map(Long::intValue)
                .orElseThrow(() -> new IllegalArgumentException("failed to parse int from " + text + ": " + field));
    }
}
