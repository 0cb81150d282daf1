package dev.coracle.base.clock;

import java.time.Duration;

/** How long something took or is ago, for people, as kubectl writes it: {@code 5s}, {@code 3m12s}, {@code 2d4h}. Source: apimachinery's duration.HumanDuration. */
public final class HumanDuration {

    private HumanDuration() {}

    /** Two units at most, fewer as the time grows; a clock that is ahead by less than two seconds reads as zero. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            return duration.compareTo(Duration.ofSeconds(-2)) <= 0 ? "<invalid>" : "0s";
        }
        long seconds = duration.toSeconds();
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 180) {
            return minutes < 10 ? pair(minutes, "m", seconds % 60, "s") : minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 48) {
            return hours < 8 ? pair(hours, "h", minutes % 60, "m") : hours + "h";
        }
        long days = hours / 24;
        if (days < 2 * 365) {
            return days < 8 ? pair(days, "d", hours % 24, "h") : days + "d";
        }
        long years = days / 365;
        return years < 8 ? pair(years, "y", days % 365, "d") : years + "y";
    }

    private static String pair(long big, String bigUnit, long small, String smallUnit) {
        return small == 0 ? big + bigUnit : big + bigUnit + small + smallUnit;
    }
}
