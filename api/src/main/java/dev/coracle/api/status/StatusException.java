package dev.coracle.api.status;

import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupResource;
import java.util.List;

/**
 * A failure that the client is told of as a Status object; it carries no stack trace, being an answer and not an accident.
 * The factories make the messages that kube-apiserver makes, because clients show and compare them.
 */
public final class StatusException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Status status;

    public StatusException(Status status) {
        super(status.message(), null, false, false);
        this.status = status;
    }

    /** @param detail what the log should say beyond what the client is told */
    public StatusException(Status status, String detail) {
        super(status.message() + " (" + detail + ")", null, false, false);
        this.status = status;
    }

    public Status status() {
        return status;
    }

    private static StatusException of(Reason reason, String message, StatusDetails details) {
        return new StatusException(new Status(reason.code(), reason.word(), message, details));
    }

    public static StatusException notFound(GroupResource resource, String name) {
        return of(Reason.NOT_FOUND, resource + " " + FieldErrors.quoted(name) + " not found",
                StatusDetails.of(resource, name));
    }

    public static StatusException alreadyExists(GroupResource resource, String name) {
        return of(Reason.ALREADY_EXISTS, resource + " " + FieldErrors.quoted(name) + " already exists",
                StatusDetails.of(resource, name));
    }

    /** A lost race, or a version that is no longer the newest. */
    public static StatusException conflict(GroupResource resource, String name, String why) {
        return of(Reason.CONFLICT,
                "Operation cannot be fulfilled on " + resource + " " + FieldErrors.quoted(name) + ": " + why,
                StatusDetails.of(resource, name));
    }

    /** The usual conflict: somebody wrote in between. */
    public static StatusException modified(GroupResource resource, String name) {
        return conflict(resource, name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    /** Server-side apply met fields of other managers. */
    public static StatusException applyConflict(String message, List<StatusCause> causes) {
        return of(Reason.CONFLICT, message, StatusDetails.NONE.withCauses(causes));
    }

    public static StatusException invalid(GroupKind kind, String name, FieldErrors errors) {
        return of(Reason.INVALID, kind + " " + FieldErrors.quoted(name) + " is invalid: " + errors.message(),
                StatusDetails.of(kind, name).withCauses(errors.causes()));
    }

    public static StatusException badRequest(String message) {
        return of(Reason.BAD_REQUEST, message, StatusDetails.NONE);
    }

    public static StatusException unauthorized() {
        return of(Reason.UNAUTHORIZED, "Unauthorized", StatusDetails.NONE);
    }

    /** @param why what comes after the colon; @param name may be empty */
    public static StatusException forbidden(GroupResource resource, String name, String why) {
        String what = name.isEmpty()
                ? resource + " is forbidden"
                : resource + " " + FieldErrors.quoted(name) + " is forbidden";
        return of(Reason.FORBIDDEN, what + ": " + why, StatusDetails.of(resource, name));
    }

    /** The path names nothing that is served. */
    public static StatusException noSuchPath() {
        return of(Reason.NOT_FOUND, "the server could not find the requested resource", StatusDetails.NONE);
    }

    public static StatusException methodNotAllowed(String message) {
        return of(Reason.METHOD_NOT_ALLOWED, message, StatusDetails.NONE);
    }

    public static StatusException methodNotSupported(GroupResource resource, String verb) {
        return of(Reason.METHOD_NOT_ALLOWED, verb + " is not supported on resources of kind \"" + resource + "\"",
                StatusDetails.of(resource, ""));
    }

    public static StatusException notAcceptable(String supported) {
        return of(Reason.NOT_ACCEPTABLE, "only the following media types are accepted: " + supported,
                StatusDetails.NONE);
    }

    public static StatusException unsupportedMediaType(String supported) {
        return of(Reason.UNSUPPORTED_MEDIA_TYPE,
                "the body of the request was in an unknown format - accepted media types include: "
                        + supported,
                StatusDetails.NONE);
    }

    /** The resourceVersion or continue token is too old. */
    public static StatusException expired(String message) {
        return of(Reason.EXPIRED, message, StatusDetails.NONE);
    }

    /** Ends a watch: the cluster was taken back by {@code revision}, and what was seen before it is no longer what is. */
    public static StatusException takenBack(long revision) {
        return of(Reason.EXPIRED, "too old resource version: the cluster has been taken back to an earlier state",
                StatusDetails.NONE.withCauses(List.of(
                        new StatusCause(StatusCause.TAKEN_BACK, Long.toString(revision), "metadata.resourceVersion"))));
    }

    public static StatusException tooLarge(String message) {
        return of(Reason.REQUEST_ENTITY_TOO_LARGE, message, StatusDetails.NONE);
    }

    public static StatusException tooManyRequests(String message, int retryAfterSeconds) {
        return of(Reason.TOO_MANY_REQUESTS, message, StatusDetails.NONE.withRetryAfter(retryAfterSeconds));
    }

    public static StatusException timeout(String message) {
        return of(Reason.TIMEOUT, "Timeout: " + message, StatusDetails.NONE);
    }

    public static StatusException serviceUnavailable(String message) {
        return of(Reason.SERVICE_UNAVAILABLE, message, StatusDetails.NONE);
    }

    public static StatusException internal(String message) {
        return of(Reason.INTERNAL_ERROR, "Internal error occurred: " + message,
                StatusDetails.NONE.withCauses(List.of(new StatusCause("", message, ""))));
    }
}
