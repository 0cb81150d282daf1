package dev.coracle.api.status;

/** One of several causes of a failure. @param reason such as FieldValueInvalid @param field a path into the object, or empty */
public record StatusCause(String reason, String message, String field) {

    /**
     * The reason of a cause of a 410 that ends a watch since the cluster was taken back; the message is a revision: what was seen before it is
     * stale (writes that became visible together with the rewind are counted in). Every watch ends with it, so that who hears of it from one knows
     * it of all. The original's API has no such thing, and its clients list again for the 410 alone.
     */
    public static final String TAKEN_BACK = "ClusterTakenBack";
}
