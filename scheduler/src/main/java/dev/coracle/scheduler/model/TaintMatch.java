package dev.coracle.scheduler.model;

import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;

/** Taints and tolerations, compiled. */
public final class TaintMatch {

    private TaintMatch() {}

    /** A taint of a node. */
    public record Taint(String key, String value, String effect) {

        static Taint of(io.fabric8.kubernetes.api.model.Taint taint) {
            return new Taint(text(taint.getKey()), text(taint.getValue()), text(taint.getEffect()));
        }

        /** Whether it keeps pods away, not only discourages them. */
        public boolean repels() {
            return effect.equals("NoSchedule") || effect.equals("NoExecute");
        }
    }

    /** A toleration of a pod; an empty effect or key stands for all of them. */
    public record Tolerance(String key, String operator, String value, String effect) {

        static Tolerance of(Toleration toleration) {
            return new Tolerance(text(toleration.getKey()), text(toleration.getOperator()),
                    text(toleration.getValue()), text(toleration.getEffect()));
        }

        boolean tolerates(Taint taint) {
            if (!effect.isEmpty() && !effect.equals(taint.effect) || !key.isEmpty() && !key.equals(taint.key)) {
                return false;
            }
            return switch (operator) {
                case "", "Equal" -> value.equals(taint.value);
                case "Exists" -> true;
                case "Lt" -> compare(taint.value) < 0;
                case "Gt" -> compare(taint.value) > 0;
                default -> false;
            };
        }

        private int compare(String taintValue) {
            try {
                return Long.compare(Long.parseLong(taintValue), Long.parseLong(value));
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }

    public static boolean tolerated(Taint taint, List<Tolerance> tolerations) {
        for (Tolerance tolerance : tolerations) {
            if (tolerance.tolerates(taint)) {
                return true;
            }
        }
        return false;
    }

    private static String text(@org.jspecify.annotations.Nullable String value) {
        return value == null ? "" : value;
    }
}
