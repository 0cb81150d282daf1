package dev.coracle.apiserver.resource.apps;

import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;

/** How new pods take the place of old ones: what the strategies of several kinds have in common. */
final class Rollouts {

    private Rollouts() {}

    /** Whether no pod may be missing or one too many; what is no number counts as none. */
    static boolean none(Place count) {
        return Amounts.isZero(count.node())
                || (count.node().isString() && Amounts.percent(count.node()).isEmpty());
    }
}
