package dev.coracle.apiserver.verb.write;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.schema.StrictFields;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.verb.option.Options;
import tools.jackson.databind.node.ObjectNode;

/** From what a client sent to an object of its kind: type checks, unknown fields, defaults, versions. */
public final class Typing {

    private Typing() {}

    /** The body as an object of the resource, in the served version, checked and defaulted. */
    public static ObjectNode decoded(RequestContext context, Resource resource, Options options) {
        ObjectNode object = Bodies.object(context.request(), resource);
        boolean once = !resource.custom() && Bodies.contentType(context.request()).equals("application/json")
                && StrictFields.namesOnce(context.request().body(), object);
        checkType(resource, object);
        TypedTrees.check(context, resource, object, options, once);
        completed(resource, object);
        return object;
    }

    /** Fills in and checks kind and apiVersion. @throws StatusException (400) if they are another's */
    public static void checkType(Resource resource, ObjectNode object) {
        String expectedKind = resource.info().kind();
        String expectedVersion = resource.info().groupVersion().toString();
        Trees.setDefault(object, "kind", expectedKind);
        Trees.setDefault(object, "apiVersion", expectedVersion);
        String kind = Trees.string(object, "kind");
        String version = Trees.string(object, "apiVersion");
        if (kind.equals(expectedKind) && version.equals(expectedVersion)) {
            return;
        }
        if (resource.custom() || GroupVersion.parse(version).group().equals(resource.info().groupVersion().group())
                && kind.equals(expectedKind) && known(version)) {
            throw StatusException.badRequest("the API version in the data (" + version
                    + ") does not match the expected API version (" + expectedVersion + ")");
        }
        String head = kind + " in version " + quoted(GroupVersion.parse(version).version()) + " cannot be handled as a "
                + expectedKind + ": ";
        if (kind.equals(expectedKind) || !Catalogue.builtIn().isRegistered(version, kind)) {
            throw StatusException.badRequest(head + "no kind " + quoted(kind) + " is registered for version "
                    + quoted(version) + " in scheme \"pkg/runtime/scheme.go:111\"");
        }
        String group = resource.info().groupVersion().group();
        throw StatusException.badRequest(head + "converting (" + GroupVersion.parse(version).version() + "." + kind
                + ") to (" + (group.isEmpty() ? "core" : group.split("\\.")[0]) + "." + expectedKind
                + "): unknown conversion");
    }

    private static boolean known(String version) {
        return Catalogue.builtIn().resources().stream()
                .anyMatch(r -> r.groupVersion().toString().equals(version));
    }

    private static String quoted(String text) {
        return FieldErrors.quoted(text);
    }

    /** Checks field by field what was sent, then fills in the defaults; in the served version. */
    public static void fit(RequestContext context, Resource resource, ObjectNode object, Options options) {
        TypedTrees.check(context, resource, object, options, false);
        completed(resource, object);
    }

    private static void completed(Resource resource, ObjectNode object) {
        defaults(resource, object);
        TypedTrees.complete(resource, object);
    }

    /** Defaults of schema and kind; the object stays in the served version. Idempotent. */
    public static void defaults(Resource resource, ObjectNode object) {
        TypedTrees.schemaDefaults(resource, object);
        if (asStored(resource)) {
            kindDefaults(resource, object);
            return;
        }
        ObjectNode stored = resource.conversion().convert(object, resource.storageVersion());
        kindDefaults(resource, stored);
        ObjectNode back = resource.conversion().convert(stored, resource.info().groupVersion());
        if (back != object) {
            object.removeAll();
            object.setAll(back);
        }
    }

    /**
     * Defaults after admission. The server's own plugins add nothing to a built-in kind that is not of it, and leave nothing out that its schema fills in.
     *
     * @param changed whether somebody outside, who may do both, changed the object
     */
    static void defaultsAgain(Resource resource, ObjectNode object, boolean changed) {
        if (changed || resource.custom() || !asStored(resource)) {
            defaults(resource, object);
        } else {
            kindDefaults(resource, object);
        }
    }

    private static void kindDefaults(Resource resource, ObjectNode stored) {
        for (KindRules.Defaults step : resource.rules().defaults()) {
            step.apply(stored);
        }
    }

    /** Whether a write is worked on in the served version: it is the stored one, or somebody outside converts. */
    static boolean asStored(Resource resource) {
        return resource.info().groupVersion().equals(resource.storageVersion()) || resource.conversion().outside();
    }

    /** What is stored, in the version in which it is worked on; a tree of the caller's own. */
    static ObjectNode current(Resource resource, CachedObject object) {
        return resource.conversion().outside()
                ? resource.conversion().convert(object.tree(), resource.info().groupVersion())
                : object.tree();
    }

    /** What was worked on, in the version in which it is stored. */
    static ObjectNode encoded(Resource resource, ObjectNode object) {
        return resource.conversion().outside()
                ? resource.conversion().convert(object.deepCopy(), resource.storageVersion())
                : object;
    }

    /** The object in the version in which it is worked on: itself if it is served in it. */
    static ObjectNode toStored(Resource resource, ObjectNode served) {
        return asStored(resource)
                ? served
                : resource.conversion().convert(served.deepCopy(), resource.storageVersion());
    }

    /** The object in the served version: itself if it is stored in it. */
    static ObjectNode toServed(Resource resource, ObjectNode stored) {
        return asStored(resource)
                ? stored
                : resource.conversion().convert(stored.deepCopy(), resource.info().groupVersion());
    }
}
