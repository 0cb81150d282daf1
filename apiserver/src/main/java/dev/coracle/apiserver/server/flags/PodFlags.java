package dev.coracle.apiserver.server.flags;

import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagSet;

/** kube-apiserver's flags about the pods that it takes, and what they are given. */
final class PodFlags {

    private final Flag<Boolean> privileged;
    private final Flag<Integer> notReady;
    private final Flag<Integer> unreachable;

    PodFlags(FlagSet flags) {
        privileged = flags.bool("allow-privileged", false, "Whether pods may have privileged containers");
        notReady = flags.integer("default-not-ready-toleration-seconds", 300,
                "How many seconds pods that don't say it stay on a node that is not ready");
        unreachable = flags.integer("default-unreachable-toleration-seconds", 300,
                "How many seconds pods that don't say it stay on a node that is unreachable");
    }

    ApiServerOptions.Pods pods() {
        return new ApiServerOptions.Pods(privileged.get(), notReady.get(), unreachable.get());
    }
}
