package dev.coracle.apiserver.admission;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusCause;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import java.util.List;
import java.util.Optional;

/** Questions that many plugins ask of a request, and how they refuse one. */
public final class Requests {

    private Requests() {}

    public static GroupResource resource(AdmissionRequest request) {
        return request.resource().info().groupResource();
    }

    /** Whether the request is this operation on objects of this resource themselves, not on a subresource. */
    public static boolean is(AdmissionRequest request, Operation operation, String group, String resource) {
        return request.operation() == operation && request.subresource().isEmpty() && isOf(request, group, resource);
    }

    /** Whether the request is about this resource or a subresource of it. */
    public static boolean isOf(AdmissionRequest request, String group, String resource) {
        GroupResource what = resource(request);
        return what.resource().equals(resource) && what.group().equals(group);
    }

    public static boolean isPodCreate(AdmissionRequest request) {
        return is(request, Operation.CREATE, "", "pods");
    }

    /** The object's name as refusals show it: a name that is yet to be made shows as its beginning. */
    public static String shownName(AdmissionRequest request) {
        if (!request.name().isEmpty()) {
            return request.name();
        }
        String name = Meta.name(request.object());
        String beginning = Trees.string(request.object(), "metadata", "generateName");
        return !name.isEmpty() ? name : !beginning.isEmpty() ? beginning : "Unknown";
    }

    /** Why a name can't be looked up at all: it would be another path than the one that is meant. */
    public static Optional<String> unaskable(String name) {
        if (name.isEmpty()) {
            return Optional.of("resource name may not be empty");
        }
        List<String> problems = Names.pathSegment(name);
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of("invalid resource name \"" + name + "\": [" + String.join(" ", problems) + "]");
    }

    /** 500, in words that are not the server's own: what a client of it would say. */
    public static StatusException failed(String why) {
        return new StatusException(new Status(500, "", why, StatusDetails.NONE));
    }

    /** 403. @param why what comes after the colon */
    public static StatusException forbidden(AdmissionRequest request, String why) {
        return StatusException.forbidden(resource(request), shownName(request), why);
    }

    /** 403 with a cause that clients look for. */
    public static StatusException forbidden(AdmissionRequest request, String why, StatusCause cause) {
        Status plain = forbidden(request, why).status();
        return new StatusException(new Status(Reason.FORBIDDEN.code(), Reason.FORBIDDEN.word(), plain.message(),
                plain.details().withCauses(List.of(cause))));
    }
}
