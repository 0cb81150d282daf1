package dev.coracle.apiserver.verb.read;

import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.storage.cache.Concern;
import dev.coracle.apiserver.storage.object.CachedObject;
import java.util.Optional;
import java.util.function.Predicate;

/** What a list or watch is about: a namespace or all, and the objects that the selectors choose. @param everything no selector was given */
record Selection(String namespace, Predicate<CachedObject> chosen, Optional<Fixed> fixed,
        boolean everything) implements Concern {

    /** @throws dev.coracle.api.status.StatusException (400) for a selector that cannot be read, or selects on an unknown field */
    static Selection of(HttpRequest request, RequestInfo info, Resource resource) {
        String labels = request.parameter("labelSelector").orElse("");
        String fields = request.parameter("fieldSelector").orElse("");
        if (labels.isEmpty() && fields.isEmpty()) {
            return new Selection(info.namespace(), object -> true, inNamespace(info), true);
        }
        Predicate<CachedObject> chosen = Selectors.labels(labels).and(Selectors.fields(fields, resource));
        Optional<Fixed> fixed = Selectors.fixed(fields).or(() -> inNamespace(info));
        return new Selection(info.namespace(), chosen, fixed, false);
    }

    private static Optional<Fixed> inNamespace(RequestInfo info) {
        return info.namespace().isEmpty()
                ? Optional.empty()
                : Optional.of(new Fixed("metadata.namespace", info.namespace()));
    }

    @Override
    public boolean test(CachedObject object) {
        return (namespace.isEmpty() || object.namespace().equals(namespace)) && chosen.test(object);
    }
}
