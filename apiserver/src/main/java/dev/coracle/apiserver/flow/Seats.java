package dev.coracle.apiserver.flow;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.apiserver.request.RequestContext;
import java.util.function.ToIntFunction;

/**
 * How many seats a request takes: lists take more the more objects they go through, and so do watches that begin with what is there.
 * Source: kube-apiserver's work estimator.
 */
final class Seats {

    private static final int MOST = 10;
    private static final int OBJECTS_A_SEAT = 100;

    private final ToIntFunction<GroupResource> objects;

    /** @param objects how many there are of a resource, roughly */
    Seats(ToIntFunction<GroupResource> objects) {
        this.objects = objects;
    }

    int of(RequestContext context) {
        boolean list = context.info().verb().equals("list");
        if (!context.info().name().isEmpty() || !list && !watchOfAll(context)) {
            return 1;
        }
        int all = objects.applyAsInt(context.info().groupResource());
        int read = list
                ? context.request().parameter("limit").map(limit -> Math.min(all, limit(limit, all))).orElse(all)
                : all;
        return Math.max(1, Math.min(MOST, (read + OBJECTS_A_SEAT - 1) / OBJECTS_A_SEAT));
    }

    private static boolean watchOfAll(RequestContext context) {
        String version = context.request().parameter("resourceVersion").orElse("");
        return context.info().verb().equals("watch")
                && (version.isEmpty() || version.equals("0") || context.request().flag("sendInitialEvents"));
    }

    private static int limit(String text, int all) {
        try {
            int limit = Integer.parseInt(text);
            return limit <= 0 ? all : limit;
        } catch (NumberFormatException refusedLater) {
            return all;
        }
    }
}
