package dev.coracle.client.wire;

import dev.coracle.api.status.StatusCause;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The API server said no: its {@code Status}, or what could be made of another answer. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int code;
    private final String reason;
    private final transient JsonNode status;

    public ApiException(int code, String reason, String message) {
        this(code, reason, message, JsonNodeFactory.instance.objectNode());
    }

    public ApiException(int code, String reason, String message, JsonNode status) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.status = status;
    }

    /** From a {@code Status} tree; {@code httpCode} counts where it has no code of its own. */
    public static ApiException fromStatus(int httpCode, JsonNode status) {
        return new ApiException(status.path("code").asInt(httpCode), status.path("reason").asString(""),
                status.path("message").asString("the server answered " + httpCode), status);
    }

    public int code() {
        return code;
    }

    /** As {@code metav1.StatusReason}, such as {@code NotFound}; empty when there is none. */
    public String reason() {
        return reason;
    }

    /** The whole {@code Status}; an empty object when the answer was none. */
    public JsonNode status() {
        return status;
    }

    /** How long the server asks to wait; zero when it doesn't say. */
    public Duration retryAfter() {
        return Duration.ofSeconds(status.path("details").path("retryAfterSeconds").asLong(0));
    }

    /** Whether a cause of this reason (such as {@code NamespaceTerminating}, {@code FieldValueInvalid}) is among the details. */
    public boolean hasCause(String cause) {
        return cause(cause).isPresent();
    }

    private Optional<JsonNode> cause(String itsReason) {
        for (JsonNode c : status.path("details").path("causes")) {
            if (itsReason.equals(c.path("reason").asString(""))) {
                return Optional.of(c);
            }
        }
        return Optional.empty();
    }

    public boolean isNotFound() {
        return code == 404;
    }

    public boolean isConflict() {
        return code == 409 && !isAlreadyExists();
    }

    public boolean isAlreadyExists() {
        return reason.equals("AlreadyExists");
    }

    /** The wanted resourceVersion is compacted, or a continue token expired: list again. */
    public boolean isGone() {
        return code == 410 || reason.equals("Expired") || reason.equals("Gone");
    }

    /** The revision at which the whole cluster was taken back, if a server that knows how says that this is why {@link #isGone}. */
    public OptionalLong takenBackAt() {
        return cause(StatusCause.TAKEN_BACK).map(c -> Versions.number(c.path("message").asString("")))
                .orElse(OptionalLong.empty());
    }

    public boolean isForbidden() {
        return code == 403;
    }

    public boolean isInvalid() {
        return code == 422;
    }

    public boolean isTooManyRequests() {
        return code == 429;
    }
}
