package dev.coracle.apiserver.audit.policy;

/** When an event is made. Source: audit.k8s.io/v1 Stage. */
public enum Stage {
    /** As soon as it is known who speaks. */
    REQUEST_RECEIVED("RequestReceived"),
    /** The head of an answer is on its way and the body goes on, as with a watch; or nobody was let in. */
    RESPONSE_STARTED("ResponseStarted"),
    /** There will be no more bytes. */
    RESPONSE_COMPLETE("ResponseComplete"),
    /** The server failed. */
    PANIC("Panic");

    private final String word;

    Stage(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
