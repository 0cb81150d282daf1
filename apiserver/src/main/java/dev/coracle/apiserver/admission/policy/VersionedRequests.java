package dev.coracle.apiserver.admission.policy;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.schema.Schema;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.registry.Resource;
import tools.jackson.databind.node.ObjectNode;

/** Requests as they would be had the client used another version of the same objects. */
final class VersionedRequests {

    private VersionedRequests() {}

    /** Whether these are different versions, or names, of the same objects. */
    static boolean equivalent(Resource one, Resource other) {
        return one.storedAs().equals(other.storedAs())
                && !one.info().groupVersionResource().equals(other.info().groupVersionResource());
    }

    /** The request with objects in the version of {@code wanted}, itself if that is its own. */
    static AdmissionRequest in(AdmissionRequest request, Resource wanted) {
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
    static AdmissionRequest withResource(AdmissionRequest request, Resource resource) {
        return new AdmissionRequest(request.context(), request.operation(), resource, request.subresource(),
                request.namespace(), request.name(), request.object(), request.old(), request.options(),
                request.dryRun(), request.reinvocation());
    }

    /** A converted copy; what a subresource takes that is of another kind has one version only, and stays. */
    static ObjectNode convert(ObjectNode object, Resource from, Resource to) {
        if (!Meta.kind(object).kind().equals(from.info().kind())
                || from.info().groupVersion().equals(to.info().groupVersion())) {
            return object;
        }
        ObjectNode stored = from.conversion().convert(object.deepCopy(), from.storageVersion());
        return to.conversion().convert(stored, to.info().groupVersion());
    }

    /** The schema of the request's object, which need not be of the resource's own kind. */
    static Schema schema(AdmissionRequest request) {
        return Meta.kind(request.object()).kind().equals(request.resource().info().kind())
                ? request.resource().fullSchema()
                : Catalogue.builtIn().definitionName(Meta.kind(request.object()))
                        .flatMap(Catalogue.builtIn()::definition).orElse(Schema.anything());
    }
}
