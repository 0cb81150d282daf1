package dev.coracle.apiserver.resource.batch;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Whether a text is a schedule in cron's manner: five fields, or a name such as {@code @hourly}, or {@code @every 1h30m}. */
final class CronSchedule {

    private static final Set<String> NAMED = Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily",
            "@midnight", "@hourly");
    private static final List<String> MONTHS = List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
            "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private record Field(int least, int most, List<String> names) {}

    private static final List<Field> FIELDS = List.of(new Field(0, 59, List.of()), new Field(0, 23, List.of()),
            new Field(1, 31, List.of()), new Field(1, 12, MONTHS), new Field(0, 6, DAYS));

    private CronSchedule() {}

    /** What is wrong with it, if anything. */
    static Optional<String> problem(String text) {
        if (text.startsWith("@")) {
            boolean known = NAMED.contains(text) || text.matches("@every ([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+");
            return known ? Optional.empty() : Optional.of("unrecognized descriptor: " + text);
        }
        String[] fields = text.strip().split("\\s+");
        if (fields.length != FIELDS.size()) {
            return Optional.of("expected exactly " + FIELDS.size() + " fields, found " + fields.length + ": ["
                    + String.join(" ", fields) + "]");
        }
        for (int i = 0; i < fields.length; i++) {
            for (String part : fields[i].split(",", -1)) {
                Optional<String> wrong = range(part, FIELDS.get(i));
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> range(String part, Field field) {
        String[] step = part.split("/", -1);
        if (step.length > 2) {
            return Optional.of("too many slashes: " + part);
        }
        if (step.length == 2 && (!step[1].matches("[0-9]{1,4}") || Integer.parseInt(step[1]) == 0)) {
            return Optional.of("step of range should be a positive number: " + part);
        }
        if (step[0].equals("*") || step[0].equals("?")) {
            return Optional.empty();
        }
        String[] ends = step[0].split("-", -1);
        if (ends.length > 2) {
            return Optional.of("too many hyphens: " + part);
        }
        int from = number(ends[0], field);
        int to = number(ends[ends.length - 1], field);
        if (from < 0 || to < 0) {
            return Optional.of("failed to parse int from " + part);
        }
        if (from < field.least) {
            return Optional.of("beginning of range (" + from + ") below minimum (" + field.least + "): " + part);
        }
        if (to > field.most) {
            return Optional.of("end of range (" + to + ") above maximum (" + field.most + "): " + part);
        }
        return from > to
                ? Optional.of("beginning of range (" + from + ") beyond end of range (" + to + "): " + part)
                : Optional.empty();
    }

    private static int number(String text, Field field) {
        int named = field.names.indexOf(text.toLowerCase(Locale.ROOT));
        if (named >= 0) {
            return named + field.least;
        }
        return text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : -1;
    }
}
