package dev.coracle.apiserver.server.flags;

import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import java.util.List;

/** kube-apiserver's flags about how many requests go on at a time. */
final class InFlightFlags {

    private final Flag<Integer> reading;
    private final Flag<Integer> writing;
    private final Flag<Boolean> fairness;

    InFlightFlags(FlagSet flags) {
        reading = flags.integer("max-requests-inflight", 400, "Reading requests at a time");
        writing = flags.integer("max-mutating-requests-inflight", 200, "Writing requests at a time");
        fairness = flags.bool("enable-priority-and-fairness", true,
                "Whether FlowSchemas decide which requests go on when there are many");
    }

    ApiServerOptions.InFlightLimits limits() throws FlagException {
        for (Flag<Integer> each : List.of(reading, writing)) {
            if (each.get() < 0) {
                throw new FlagException("--" + each.name() + " can not be negative value");
            }
        }
        if (fairness.get() && reading.get() + writing.get() == 0) {
            throw new FlagException("invalid configuration: MaxRequestsInFlight=0 and MaxMutatingRequestsInFlight=0; "
                    + "they must add up to something positive");
        }
        return new ApiServerOptions.InFlightLimits(reading.get(), writing.get(), fairness.get());
    }
}
