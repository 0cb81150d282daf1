package dev.coracle.apiserver.verb.read;

import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.storage.CachedObject;
import java.util.function.Predicate;

/** What a list or watch is about: a namespace or all, and the objects that the selectors choose. @param everything no selector was given */
record Selection(String namespace, Predicate<CachedObject> chosen,
        boolean everything) implements Predicate<CachedObject> {

    /** @throws dev.coracle.api.status.StatusException (400) for a selector that cannot be read, or selects on an unknown field */
    static Selection of(HttpRequest request, RequestInfo info, Resource resource) {
        String labels = request.parameter("labelSelector").orElse("");
        String fields = request.parameter("fieldSelector").orElse("");
        if (labels.isEmpty() && fields.isEmpty()) {
            return new Selection(info.namespace(), object -> true, true);
        }
        Predicate<CachedObject> chosen = Selectors.labels(labels).and(Selectors.fields(fields, resource));
        return new Selection(info.namespace(), chosen, false);
    }

    @Override
    public boolean test(CachedObject object) {
        return (namespace.isEmpty() || object.namespace().equals(namespace)) && chosen.test(object);
    }
}
