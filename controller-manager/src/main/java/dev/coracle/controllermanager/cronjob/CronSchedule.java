package dev.coracle.controllermanager.cronjob;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * When a CronJob is due: five fields (minute, hour, day of month, month, day of week), one of {@code @hourly},
 * {@code @daily}, {@code @midnight}, {@code @weekly}, {@code @monthly}, {@code @yearly}, {@code @annually}, or
 * {@code @every 1h30m}. Where both day fields are restricted, either is enough. A time that the clock skips in spring
 * is skipped; one that comes twice in autumn counts once for the hour.
 */
public sealed interface CronSchedule {

    /** Searching ends after so many years: {@code 0 0 30 2 *} never comes. */
    int MOST_YEARS = 5;

    /** The first due time after {@code after}; nothing for a schedule that never comes. */
    Optional<Instant> next(Instant after);

    /**
     * Reads a schedule.
     *
     * @throws IllegalArgumentException that says what is wrong with it
     */
    static CronSchedule parse(String text, ZoneId zone) {
        String trimmed = text.trim();
        if (trimmed.startsWith("TZ=") || trimmed.startsWith("CRON_TZ=")) {
            int space = trimmed.indexOf(' ');
            if (space < 0) {
                throw new IllegalArgumentException("a time zone and no schedule: " + text);
            }
            return parse(trimmed.substring(space), ZoneId.of(trimmed.substring(trimmed.indexOf('=') + 1, space)));
        }
        return switch (trimmed) {
            case "@yearly", "@annually" -> Fields.parse("0 0 1 1 *", zone);
            case "@monthly" -> Fields.parse("0 0 1 * *", zone);
            case "@weekly" -> Fields.parse("0 0 * * 0", zone);
            case "@daily", "@midnight" -> Fields.parse("0 0 * * *", zone);
            case "@hourly" -> Fields.parse("0 * * * *", zone);
            case String every when every.startsWith("@every ") -> Every.parse(every.substring("@every ".length()));
            case String other -> Fields.parse(other, zone);
        };
    }

    /** At a distance from the time before, in whole seconds, at least one. */
    record Every(Duration distance) implements CronSchedule {

        private static final Map<String, Double> SECONDS = Map.of("ns", 1e-9, "us", 1e-6, "µs", 1e-6, "ms", 1e-3, "s",
                1.0, "m", 60.0, "h", 3600.0);

        static Every parse(String text) {
            double seconds = 0;
            String rest = text.trim();
            while (!rest.isEmpty()) {
                int digits = 0;
                while (digits < rest.length()
                        && (Character.isDigit(rest.charAt(digits)) || rest.charAt(digits) == '.')) {
                    digits++;
                }
                int end = digits;
                while (end < rest.length() && Character.isLetter(rest.charAt(end))) {
                    end++;
                }
                Double unit = SECONDS.get(rest.substring(digits, end));
                if (digits == 0 || unit == null) {
                    throw new IllegalArgumentException("not a duration: " + text);
                }
                seconds += Double.parseDouble(rest.substring(0, digits)) * unit;
                rest = rest.substring(end);
            }
            return new Every(Duration.ofSeconds(Math.max(1, (long) seconds)));
        }

        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.of(after.truncatedTo(ChronoUnit.SECONDS).plus(distance));
        }
    }

    /** At certain minutes of certain hours of certain days. */
    record Fields(CronField minutes, CronField hours, CronField days, CronField months, CronField weekdays,
            ZoneId zone) implements CronSchedule {

        private static final List<String> MONTHS = List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG",
                "SEP", "OCT", "NOV", "DEC");
        private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

        static Fields parse(String text, ZoneId zone) {
            String[] parts = text.trim().toUpperCase(Locale.ROOT).split("\\s+", -1);
            if (parts.length != 5) {
                throw new IllegalArgumentException(
                        "expected exactly 5 fields, found " + parts.length + ": [" + text + "]");
            }
            return new Fields(CronField.parse(parts[0], 0, 59, List.of()), CronField.parse(parts[1], 0, 23, List.of()),
                    CronField.parse(parts[2], 1, 31, List.of()), CronField.parse(parts[3], 1, 12, MONTHS),
                    CronField.parse(parts[4], 0, 6, WEEKDAYS), zone);
        }

        @Override
        public Optional<Instant> next(Instant after) {
            ZonedDateTime time = after.atZone(zone).truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            int lastYear = time.getYear() + MOST_YEARS;
            while (time.getYear() <= lastYear) {
                if (!months.has(time.getMonthValue())) {
                    time = time.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay(zone);
                } else if (!isDay(time)) {
                    time = time.toLocalDate().plusDays(1).atStartOfDay(zone);
                } else if (!hours.has(time.getHour())) {
                    time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
                } else if (!minutes.has(time.getMinute())) {
                    time = time.plusMinutes(1);
                } else {
                    return Optional.of(time.toInstant());
                }
            }
            return Optional.empty();
        }

        private boolean isDay(ZonedDateTime time) {
            boolean byDate = days.has(time.getDayOfMonth());
            boolean byWeekday = weekdays.has(time.getDayOfWeek().getValue() % 7);
            return days.star() || weekdays.star() ? byDate && byWeekday : byDate || byWeekday;
        }
    }
}
