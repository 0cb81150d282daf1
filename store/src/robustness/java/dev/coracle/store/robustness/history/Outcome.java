package dev.coracle.store.robustness.history;

import dev.coracle.store.robustness.model.Answer;

/** How a request ended, as far as its client knows. */
public sealed interface Outcome {

    record Answered(Answer answer) implements Outcome {}

    /** The connection broke, or the time was up: it may have been carried out, or may yet be. */
    record Unknown(String why) implements Outcome {}
}
