package dev.coracle.apiserver.admission.cel.cost.estimate;

import java.util.Optional;

/**
 * What a call costs by itself, without its arguments.
 *
 * @param size of what it gives, if it has one and it is known
 */
public record CallEstimate(Extent cost, Optional<Extent> size) {

    static final CallEstimate ONE = of(Extent.ONE);

    static CallEstimate of(Extent cost) {
        return new CallEstimate(cost, Optional.empty());
    }

    static CallEstimate of(Extent cost, Extent size) {
        return new CallEstimate(cost, Optional.of(size));
    }

    /** Of going over a string. */
    static CallEstimate traversal(Extent size) {
        return of(size.times(Extent.TRAVERSAL));
    }
}
