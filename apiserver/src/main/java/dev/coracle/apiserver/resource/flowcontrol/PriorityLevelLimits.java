package dev.coracle.apiserver.resource.flowcontrol;

import dev.coracle.apiserver.resource.check.Place;

/** How many requests a priority level lets through at once, and what happens to the others. */
final class PriorityLevelLimits {

    private static final int MAX_QUEUES = 10_000_000;
    /** The bits of a hash that shuffle sharding has to deal its hands with. */
    private static final int MAX_ENTROPY_BITS = 60;

    private PriorityLevelLimits() {}

    static void check(Place limited) {
        if (!limited.present()) {
            limited.required("must not be empty when type is Limited");
            return;
        }
        shares(limited);
        Place response = limited.at("limitResponse");
        Place queuing = response.at("queuing");
        switch (response.at("type").text()) {
            case "Reject" -> {
                if (queuing.present()) {
                    queuing.forbidden("must be nil if limited.limitResponse.type is not Limited");
                }
            }
            case "Queue" -> queuing(queuing);
            default -> response.at("type").requiredOneOf("Queue", "Reject");
        }
        lending(limited);
        if (limited.at("borrowingLimitPercent").number(0) < 0) {
            limited.at("borrowingLimitPercent").invalid("if specified, must be a non-negative integer");
        }
    }

    static void shares(Place level) {
        if (level.at("nominalConcurrencyShares").number(0) < 0) {
            level.at("nominalConcurrencyShares").invalid("must be a non-negative integer");
        }
    }

    static void lending(Place level) {
        level.at("lendablePercent").between(0, 100);
    }

    private static void queuing(Place queuing) {
        if (!queuing.present()) {
            queuing.required("must not be empty if limited.limitResponse.type is Limited");
            return;
        }
        positive(queuing.at("queueLengthLimit"));
        positive(queuing.at("queues"));
        long queues = queuing.at("queues").number(0);
        if (queues > MAX_QUEUES) {
            queuing.at("queues").invalid("must not be greater than " + MAX_QUEUES);
        }
        Place hand = queuing.at("handSize");
        long size = hand.number(0);
        if (size <= 0) {
            positive(hand);
        } else if (size > queues) {
            hand.invalid("should not be greater than queues (" + queues + ")");
        } else if (Math.ceil(Math.log(queues) / Math.log(2) * size) > MAX_ENTROPY_BITS) {
            hand.invalid("required entropy bits of deckSize " + queues + " and handSize " + size
                    + " should not be greater than " + MAX_ENTROPY_BITS);
        }
    }

    private static void positive(Place number) {
        if (number.number(0) <= 0) {
            number.invalid("must be positive");
        }
    }
}
