package dev.coracle.apiserver.admission.cel;

/** An expression that cannot be compiled, or that failed; the message is for whoever wrote it. */
public final class CelFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CelFailure(String message) {
        super(message, null, false, false);
    }

    /** The message, which is never absent. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
