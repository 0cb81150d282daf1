package dev.coracle.apiserver.admission;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.schema.Schema;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/** Requests as they would be had the client used another version of the same objects. */
public final class VersionedRequests {

    private VersionedRequests() {}

    /** Whether these are different versions, or names, of the same objects. */
    public static boolean equivalent(Resource one, Resource other) {
        return one.storedAs().equals(other.storedAs())
                && !one.info().groupVersionResource().equals(other.info().groupVersionResource());
    }

    /**
     * In which version rules match: the request's own, or another one of the same objects.
     *
     * @param exact   whether the request's own is the only one to be asked about (matchPolicy Exact)
     * @param matches what the rules say of a request
     */
    public static Optional<Resource> matching(AdmissionRequest request, Resources resources, boolean exact,
            Predicate<AdmissionRequest> matches) {
        if (matches.test(request)) {
            return Optional.of(request.resource());
        }
        return exact
                ? Optional.empty()
                : resources.all().stream().filter(other -> equivalent(request.resource(), other))
                        .filter(other -> matches.test(withResource(request, other))).findFirst();
    }

    /** The request with objects in the version of {@code wanted}, itself if that is its own. */
    public static AdmissionRequest in(AdmissionRequest request, Resource wanted) {
        Resource own = request.resource();
        if (own.info().groupVersionResource().equals(wanted.info().groupVersionResource())) {
            return request;
        }
        return new AdmissionRequest(request.context(), request.operation(), wanted, request.subresource(),
                request.namespace(), request.name(), convert(request.object(), own, wanted),
                request.old().map(old -> convert(old, own, wanted)), request.options(), request.dryRun(),
                request.reinvocation());
    }

    /** The same objects under another resource, for rules to look at. */
    public static AdmissionRequest withResource(AdmissionRequest request, Resource resource) {
        return new AdmissionRequest(request.context(), request.operation(), resource, request.subresource(),
                request.namespace(), request.name(), request.object(), request.old(), request.options(),
                request.dryRun(), request.reinvocation());
    }

    /** A converted copy; what a subresource takes that is of another kind has one version only, and stays. */
    public static ObjectNode convert(ObjectNode object, Resource from, Resource to) {
        if (!Meta.kind(object).kind().equals(from.info().kind())
                || from.info().groupVersion().equals(to.info().groupVersion())) {
            return object;
        }
        if (to.conversion().outside()) {
            return to.conversion().convert(object.deepCopy(), to.info().groupVersion());
        }
        ObjectNode stored = from.conversion().convert(object.deepCopy(), from.storageVersion());
        return to.conversion().convert(stored, to.info().groupVersion());
    }

    /** The schema of the request's object, which need not be of the resource's own kind. */
    public static Schema schema(AdmissionRequest request) {
        return Meta.kind(request.object()).kind().equals(request.resource().info().kind())
                ? request.resource().fullSchema()
                : Catalogue.builtIn().definitionName(Meta.kind(request.object()))
                        .flatMap(Catalogue.builtIn()::definition).orElse(Schema.anything());
    }
}
