package dev.coracle.api.status;

import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupResource;
import java.util.List;

/** What a failure is about; empty strings and lists and a zero are left out on the wire. */
public record StatusDetails(String name, String group, String kind, String uid, List<StatusCause> causes,
        int retryAfterSeconds) {

    public static final StatusDetails NONE = new StatusDetails("", "", "", "", List.of(), 0);

    /** Details that say nothing but are there on the wire, as kube-apiserver's generic answers have them. */
    public static final StatusDetails EMPTY = new StatusDetails("", "", "", "", List.of(), -1);

    public StatusDetails {
        causes = List.copyOf(causes);
    }

    static StatusDetails of(GroupResource resource, String name) {
        return new StatusDetails(name, resource.group(), resource.resource(), "", List.of(), 0);
    }

    static StatusDetails of(GroupKind kind, String name) {
        return new StatusDetails(name, kind.group(), kind.kind(), "", List.of(), 0);
    }

    public StatusDetails withCauses(List<StatusCause> newCauses) {
        return new StatusDetails(name, group, kind, uid, newCauses, retryAfterSeconds);
    }

    public StatusDetails withUid(String newUid) {
        return new StatusDetails(name, group, kind, newUid, causes, retryAfterSeconds);
    }

    public StatusDetails withRetryAfter(int seconds) {
        return new StatusDetails(name, group, kind, uid, causes, seconds);
    }
}
