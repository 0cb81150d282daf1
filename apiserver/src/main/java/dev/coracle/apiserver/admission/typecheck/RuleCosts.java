package dev.coracle.apiserver.admission.typecheck;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.apiserver.admission.cel.cost.estimate.Extent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What the rules of a definition's version may cost at most, each and all together. Belongs to one thread. Source: the documentation of CRD
 * validation rules, "resource use by validation functions".
 */
public final class RuleCosts {

    static final String RULE = "estimated rule cost";
    static final String MESSAGE = "estimated messageExpression cost";

    private static final long EACH = 10_000_000;
    private static final long TOGETHER = 100_000_000;
    /** How many rules are blamed for what all cost together, and what one must cost for that. */
    private static final int BLAMED = 4;
    private static final long NOTABLE = TOGETHER / 100;

    private record Notable(FieldPath path, long cost) {}

    private final boolean accepted;
    private final List<Notable> notable = new ArrayList<>();
    private long total;

    /** @param accepted whether the same rules are stored already; then only what they cost together counts */
    public RuleCosts(boolean accepted) {
        this.accepted = accepted;
    }

    void observe(FieldPath path, String what, long cost, FieldErrors errors) {
        if (!accepted && cost > EACH) {
            errors.forbidden(path, exceeds(what, cost, EACH));
        }
        total = cost > Extent.MANY - total ? Extent.MANY : total + cost;
        if (cost >= NOTABLE) {
            notable.add(new Notable(path, cost));
        }
    }

    /** Says what is wrong with all rules together. @param schema where they stand */
    public void together(FieldPath schema, FieldErrors errors) {
        if (total <= TOGETHER) {
            return;
        }
        notable.stream().sorted(Comparator.comparingLong(Notable::cost).reversed()).limit(BLAMED)
                .forEach(each -> errors.forbidden(each.path, "contributed to estimated rule cost total exceeding cost "
                        + "limit for entire OpenAPIv3 schema"));
        errors.forbidden(schema, exceeds("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 "
                + "schema", total, TOGETHER));
    }

    private static String exceeds(String what, long cost, long limit) {
        double factor = (double) cost / limit;
        String text = factor > 100
                ? "more than 100x"
                : String.format(Locale.ROOT, factor < 1.5 ? "%fx" : "%.1fx", factor);
        return what + " exceeds budget by factor of " + text + " (try simplifying the rule, or adding maxItems, "
                + "maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }
}
