package dev.coracle.api.tree;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.parser.Parser;

/**
 * YAML's events, no deeper than a bound: what makes nodes and values of them calls itself for each level, and a stack overflow is not an
 * answer. For one thread.
 */
final class BoundedParser implements Parser {

    private final Parser events;
    private final int maxDepth;
    private int depth;

    BoundedParser(Parser events, int maxDepth) {
        this.events = events;
        this.maxDepth = maxDepth;
    }

    @Override
    public boolean checkEvent(Event.ID id) {
        return events.checkEvent(id);
    }

    @Override
    public Event peekEvent() {
        return events.peekEvent();
    }

    /** @throws ParserException when the document is too deep */
    @Override
    public Event next() {
        Event event = events.next();
        switch (event.getEventId()) {
            case MappingStart, SequenceStart -> {
                if (++depth > maxDepth) {
                    throw new ParserException("exceeded max depth of " + maxDepth, event.getStartMark());
                }
            }
            case MappingEnd, SequenceEnd -> depth--;
            case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {
            }
        }
        return event;
    }

    @Override
    public boolean hasNext() {
        return events.hasNext();
    }
}
