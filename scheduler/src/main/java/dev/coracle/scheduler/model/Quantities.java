package dev.coracle.scheduler.model;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Quantities as whole numbers, rounded up as Kubernetes does; what doesn't fit a long is the largest long. */
public final class Quantities {

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    private Quantities() {}

    /** Bytes, or a count. */
    public static long value(Quantity quantity) {
        long quick = quick(quantity);
        return quick >= 0 ? quick : ceiling(Quantity.getAmountInBytes(quantity));
    }

    /** Thousandths, as cpu is counted. */
    public static long milli(Quantity quantity) {
        if ("m".equals(quantity.getFormat()) && isWhole(quantity.getAmount())) {
            return Long.parseLong(quantity.getAmount());
        }
        long quick = quick(quantity);
        return quick >= 0 && quick < Long.MAX_VALUE / 1000
                ? quick * 1000
                : ceiling(Quantity.getAmountInBytes(quantity).multiply(THOUSAND));
    }

    /** The common forms without big decimals; -1 for the others. */
    private static long quick(Quantity quantity) {
        if (!isWhole(quantity.getAmount())) {
            return -1;
        }
        String format = quantity.getFormat();
        long unit = switch (format == null ? "" : format) {
            case "" -> 1;
            case "k" -> 1_000;
            case "M" -> 1_000_000;
            case "G" -> 1_000_000_000;
            case "Ki" -> 1L << 10;
            case "Mi" -> 1L << 20;
            case "Gi" -> 1L << 30;
            case "Ti" -> 1L << 40;
            case "Pi" -> 1L << 50;
            case "Ei" -> 1L << 60;
            default -> -1;
        };
        if (unit < 0) {
            return -1;
        }
        long amount = Long.parseLong(quantity.getAmount());
        return amount > Long.MAX_VALUE / unit ? Long.MAX_VALUE : amount * unit;
    }

    /** Up to nine digits: enough for what is common. */
    private static boolean isWhole(String amount) {
        if (amount.isEmpty() || amount.length() > 9) {
            return false;
        }
        for (int i = 0; i < amount.length(); i++) {
            if (amount.charAt(i) < '0' || amount.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static long ceiling(BigDecimal amount) {
        BigDecimal whole = amount.setScale(0, RoundingMode.CEILING);
        return whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : whole.longValue();
    }
}
