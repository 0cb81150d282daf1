package dev.coracle.apiserver.tracing;

import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.response.HttpResponse;

/** What is followed of one request. */
public interface RequestTrace extends AutoCloseable {

    /** Of a request that nobody follows. */
    RequestTrace NONE = new RequestTrace() {
        @Override
        public Step served(UserInfo user) {
            return Step.within(Span.NONE);
        }

        @Override
        public HttpResponse answered(HttpResponse response) {
            return response;
        }

        @Override
        public void close() {
            // nothing was begun
        }
    };

    /** It is known who sends it: from here on it is served, within the step. */
    Step served(UserInfo user);

    /** It has an answer. @return the answer to send: the end of one that goes on is waited for */
    HttpResponse answered(HttpResponse response);

    /** Ends what has not been ended, unless its answer goes on. */
    @Override
    void close();
}
