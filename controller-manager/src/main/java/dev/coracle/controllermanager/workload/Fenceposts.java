package dev.coracle.controllermanager.workload;

import io.fabric8.kubernetes.api.model.IntOrString;
import org.jspecify.annotations.Nullable;

/**
 * How far a rollout may stray from the wanted number of pods.
 *
 * @param maxSurge pods above it; percentages round up
 * @param maxUnavailable pods below it; percentages round down
 */
public record Fenceposts(int maxSurge, int maxUnavailable) {

    /** The bounds for {@code replicas}. Both zero would never move, so that becomes one unavailable pod. */
    public static Fenceposts of(@Nullable IntOrString maxSurge, @Nullable IntOrString maxUnavailable, int replicas) {
        int surge = scaled(maxSurge, replicas, true);
        int unavailable = scaled(maxUnavailable, replicas, false);
        return new Fenceposts(surge, surge == 0 && unavailable == 0 ? 1 : unavailable);
    }

    /** A number, or a percentage of {@code total}; absent is zero. */
    public static int scaled(@Nullable IntOrString value, int total, boolean roundUp) {
        if (value == null) {
            return 0;
        }
        if (value.getIntVal() != null) {
            return value.getIntVal();
        }
        String text = value.getStrVal();
        if (text == null || !text.endsWith("%")) {
            throw new IllegalArgumentException("neither a number nor a percentage: " + text);
        }
        long product = Long.parseLong(text.substring(0, text.length() - 1)) * total;
        return Math.toIntExact(roundUp ? Math.ceilDiv(product, 100L) : Math.floorDiv(product, 100L));
    }
}
