package dev.coracle.api.status;

/** One of several causes of a failure. @param reason such as FieldValueInvalid @param field a path into the object, or empty */
public record StatusCause(String reason, String message, String field) {}
