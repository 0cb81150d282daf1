package dev.coracle.apiserver.flow.queue;

import java.util.ArrayList;
import java.util.List;

/**
 * How the server's seats are divided among priority levels. Each level's nominal part goes by its shares. Of that it keeps what it does not lend;
 * the rest goes where it is wanted, up to what a level may borrow. Pure. Source: KEP-1040, "Borrowing Current Concurrency Limit".
 */
public final class SeatAllotment {

    private static final int STEPS = 50;

    /** @param target how many seats the level would use now, smoothed */
    public record Claim(LevelSettings settings, double target) {}

    /** @param nominal by shares alone @param least kept whatever others want @param most ever */
    public record Bounds(int nominal, int least, int most) {}

    private SeatAllotment() {}

    /** Those of each level, in the order of {@code levels}, when there are {@code total} seats. */
    public static List<Bounds> bounds(List<LevelSettings> levels, int total) {
        double shares = levels.stream().mapToInt(LevelSettings::shares).sum();
        return levels.stream().map(level -> {
            int nominal = shares == 0 ? 0 : (int) Math.ceil(total * level.shares() / shares);
            int least = nominal - Math.round(nominal * level.lendable() / 100f);
            int most = level.borrowing().isPresent()
                    ? nominal + Math.round(nominal * (long) level.borrowing().getAsInt() / 100f)
                    : Math.max(nominal, total);
            return new Bounds(nominal, least, most);
        }).toList();
    }

    /** The seats of each level now, in the order of the claims: at least one each. */
    public static List<Integer> divide(List<Claim> claims, int total) {
        List<Bounds> bounds = bounds(claims.stream().map(Claim::settings).toList(), total);
        int sum = bounds.stream().mapToInt(Bounds::nominal).sum();
        double low = 0;
        double high = 1;
        while (seats(claims, bounds, high) < sum && high < 1e9) {
            high *= 2;
        }
        for (int i = 0; i < STEPS; i++) {
            double middle = (low + high) / 2;
            if (seats(claims, bounds, middle) > sum) {
                high = middle;
            } else {
                low = middle;
            }
        }
        List<Integer> divided = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            divided.add(Math.max(1, (int) Math.round(seats(claims.get(i), bounds.get(i), low))));
        }
        return divided;
    }

    private static double seats(List<Claim> claims, List<Bounds> bounds, double fraction) {
        double sum = 0;
        for (int i = 0; i < claims.size(); i++) {
            sum += seats(claims.get(i), bounds.get(i), fraction);
        }
        return sum;
    }

    private static double seats(Claim claim, Bounds bounds, double fraction) {
        double wanted = Math.max(claim.target(), Math.max(1, bounds.least));
        return Math.max(bounds.least, Math.min(bounds.most, fraction * wanted));
    }
}
