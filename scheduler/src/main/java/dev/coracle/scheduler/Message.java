package dev.coracle.scheduler;

import dev.coracle.scheduler.model.NodeInfo;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.queue.Waiting;
import java.util.List;
import java.util.Map;

/** What the scheduling loop is told; it alone changes the scheduler's state. */
sealed interface Message {

    record PodSeen(PodInfo pod) implements Message {}

    record PodGone(String key) implements Message {}

    record NodeSeen(NodeInfo node) implements Message {}

    record NodeGone(String name) implements Message {}

    record NamespaceSeen(String name, Map<String, String> labels) implements Message {}

    record NamespaceGone(String name) implements Message {}

    /** A claim, volume or storage class changed. */
    record VolumesChanged() implements Message {}

    /** A binding was refused, or could not be asked for. */
    record BindingFailed(Waiting waiting, PodInfo pod, String reason) implements Message {}

    /** All pods were listed anew: a binding that was made may have been taken back with the cluster. */
    record PodsRelisted() implements Message {}

    /** Time enough to hear of the bindings of these pods has passed since then. */
    record BindingsDoubted(List<PodInfo> pods) implements Message {}

    /** A backoff may have ended. */
    record Wake() implements Message {}
}
