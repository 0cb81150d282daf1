package dev.coracle.api.status;

/** The machine-readable reasons of a failure, with the HTTP status each comes with. Source: apimachinery's StatusReason. */
public enum Reason {
    UNKNOWN("", 500), BAD_REQUEST("BadRequest", 400), UNAUTHORIZED("Unauthorized", 401), FORBIDDEN("Forbidden",
            403), NOT_FOUND("NotFound", 404), METHOD_NOT_ALLOWED("MethodNotAllowed", 405), NOT_ACCEPTABLE(
                    "NotAcceptable", 406), ALREADY_EXISTS("AlreadyExists", 409), CONFLICT("Conflict", 409), GONE("Gone",
                            410), EXPIRED("Expired", 410), REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLarge",
                                    413), UNSUPPORTED_MEDIA_TYPE("UnsupportedMediaType", 415), INVALID("Invalid",
                                            422), TOO_MANY_REQUESTS("TooManyRequests", 429), INTERNAL_ERROR(
                                                    "InternalError", 500), SERVICE_UNAVAILABLE("ServiceUnavailable",
                                                            503), SERVER_TIMEOUT("ServerTimeout",
                                                                    500), TIMEOUT("Timeout", 504);

    private final String word;
    private final int code;

    Reason(String word, int code) {
        this.word = word;
        this.code = code;
    }

    /** As it stands in a Status object. */
    public String word() {
        return word;
    }

    /** The HTTP status code. */
    public int code() {
        return code;
    }
}
