package dev.coracle.apiserver.flow;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.verb.Verbs;
import java.util.concurrent.Semaphore;

/**
 * Flow control without classes ({@code --enable-priority-and-fairness=false}): bounds the requests that are handled at the same time; those
 * beyond are refused. Long-running ones don't count, nor do those of {@code system:masters}, as in the original.
 */
public final class InFlight implements FlowControl {

    private final Semaphore reading;
    private final Semaphore writing;

    /** @param maxReading {@code --max-requests-inflight}, 0 for no bound @param maxWriting {@code --max-mutating-requests-inflight} */
    public InFlight(int maxReading, int maxWriting) {
        this.reading = new Semaphore(maxReading <= 0 ? Integer.MAX_VALUE : maxReading);
        this.writing = new Semaphore(maxWriting <= 0 ? Integer.MAX_VALUE : maxWriting);
    }

    @Override
    public Permit enter(RequestContext context) {
        if (!context.info().resourceRequest() || Verbs.longRunning(context.info())
                || context.user().groups().contains("system:masters")) {
            return Permit.FREE;
        }
        Semaphore room = Verbs.mutating(context.info()) ? writing : reading;
        if (!room.tryAcquire()) {
            throw StatusException.tooManyRequests("Too many requests, please try again later.", 1);
        }
        return room::release;
    }
}
