package dev.coracle.apiserver.verb;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.encoding.MediaType;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.encoding.Served;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.verb.option.Options;
import dev.coracle.apiserver.verb.option.PatchType;
import dev.coracle.apiserver.verb.read.Get;
import dev.coracle.apiserver.verb.write.Admission;
import dev.coracle.apiserver.verb.write.TypedTrees;
import dev.coracle.apiserver.verb.write.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The scale subresource: a Scale made out of the object's own fields, and back. Source: autoscaling/v1 Scale. */
final class Scales {

    private static final GroupKind SCALE = new GroupKind("autoscaling", "Scale");
    private static final GroupVersionKind KIND = new GroupVersionKind("autoscaling", "v1", "Scale");
    private static final int RETRIES = 5;
    /** How many replicas nobody asks for. Source: the original's custom resources. */
    private static final int UNSAID = Integer.MIN_VALUE;

    private final Writer writer;
    private final Admission admission;
    private final Get get;

    Scales(Writer writer, Admission admission, Get get) {
        this.writer = writer;
        this.admission = admission;
        this.get = get;
    }

    HttpResponse read(RequestContext context, Resource resource) {
        CachedObject object = get.object(context, resource);
        return answer(context, resource, object);
    }

    HttpResponse update(RequestContext context, Resource resource) {
        Options options = Options.of(context, "UpdateOptions", false);
        ObjectNode wanted = Bodies.object(context.request(), "Scale");
        checkType(wanted);
        TypedTrees.checkPart(context, KIND, wanted, options);
        if (!Meta.name(wanted).isEmpty() && !Meta.name(wanted).equals(context.info().name())) {
            throw StatusException.badRequest("the name of the object (" + Meta.name(wanted)
                    + ") does not match the name on the URL (" + context.info().name() + ")");
        }
        return write(context, resource, options, current -> wanted);
    }

    HttpResponse patch(RequestContext context, Resource resource) {
        PatchType type = PatchType.of(context.request(), resource);
        Options options = Options.of(context, "PatchOptions", type == PatchType.APPLY);
        if (type == PatchType.APPLY) {
            throw StatusException.unsupportedMediaType("application/json-patch+json, application/merge-patch+json, "
                    + "application/strategic-merge-patch+json (apply the object itself)");
        }
        JsonNode patch = type.parse(context.request().body());
        PatchType plain = type == PatchType.STRATEGIC ? PatchType.MERGE : type; // a Scale has no lists
        return write(context, resource, options, current -> plain.apply(current, patch, resource));
    }

    /** Says what Scale is wanted, given the present one. */
    private interface Wanted {
        ObjectNode from(ObjectNode current);
    }

    private HttpResponse write(RequestContext context, Resource resource, Options options, Wanted wanted) {
        RequestInfo info = context.info();
        KindRules.Scale paths = paths(resource, info);
        Writer.Request request = new Writer.Request(context, resource, info.namespace(), info.name(), "scale", options,
                admission);
        Writer.Outcome outcome = writer.update(request, current -> {
            ObjectNode scale = wanted.from(before(resource, current, paths));
            if (resource.custom()) {
                // How many is for the object's own checks.
                refuseUnsaid(scale, paths);
            } else {
                validate(scale, info.name());
            }
            ObjectNode changed = current.deepCopy();
            long replicas = Trees.integer(scale, "spec", "replicas").orElse(0L);
            String[] path = split(paths.specReplicas());
            Trees.ensureObject(changed, java.util.Arrays.copyOf(path, path.length - 1)).put(path[path.length - 1],
                    (int) replicas);
            String version = Meta.resourceVersion(scale);
            if (!version.isEmpty()) {
                Meta.of(changed).put("resourceVersion", version);
            }
            ObjectNode owned = writer.fieldManagers().of(resource, "scale").update(current, changed,
                    context.fieldManager(), writer.clock().now());
            return timeless(owned);
        }, RETRIES);
        return answer(context, resource, outcome.object());
    }

    /** Ownership through scale carries no time, and so comes first. Source: kube-apiserver's scale handler. */
    private static ObjectNode timeless(ObjectNode object) {
        Trees.array(object, "metadata", "managedFields").ifPresent(entries -> {
            List<JsonNode> first = new ArrayList<>();
            List<JsonNode> others = new ArrayList<>();
            for (JsonNode entry : entries) {
                boolean scale = entry.path("subresource").asString("").equals("scale");
                if (scale && entry instanceof ObjectNode one) {
                    one.remove("time");
                }
                (scale ? first : others).add(entry);
            }
            entries.removeAll();
            entries.addAll(first);
            entries.addAll(others);
        });
        return object;
    }

    private static void checkType(ObjectNode scale) {
        String kind = Trees.string(scale, "kind");
        if (!kind.isEmpty() && !kind.equals("Scale")) {
            throw StatusException.badRequest("expected a Scale, got " + kind);
        }
    }

    /** What a patch is for. A custom resource need not say how many there are to be, but its scale has to. */
    private static ObjectNode before(Resource resource, ObjectNode current, KindRules.Scale paths) {
        ObjectNode scale = scale(current, paths);
        if (resource.custom() && saysNothing(current, paths)) {
            Trees.ensureObject(scale, "spec").put("replicas", UNSAID);
        }
        return scale;
    }

    private static void refuseUnsaid(ObjectNode scale, KindRules.Scale paths) {
        if (Trees.integer(scale, "spec", "replicas").orElse(0L) == UNSAID) {
            throw StatusException
                    .badRequest("the spec replicas field \"." + paths.specReplicas() + "\" cannot be empty");
        }
    }

    private static void validate(ObjectNode scale, String name) {
        FieldErrors errors = new FieldErrors();
        Optional<Long> replicas = Trees.integer(scale, "spec", "replicas");
        if (replicas.isPresent() && replicas.get() < 0) {
            errors.invalid(FieldPath.of("spec", "replicas"), replicas.get(), "must be greater than or equal to 0");
        }
        if (!errors.isEmpty()) {
            throw StatusException.invalid(SCALE, name, errors);
        }
    }

    private static KindRules.Scale paths(Resource resource, RequestInfo info) {
        return resource.rules().scale()
                .orElseThrow(() -> StatusException.notFound(resource.info().groupResource(), info.name()));
    }

    private static HttpResponse answer(RequestContext context, Resource resource, CachedObject object) {
        MediaType type = Negotiation.of(context.request(), false);
        ObjectNode tree = Served.tree(resource, object);
        KindRules.Scale paths = paths(resource, context.info());
        if (resource.custom() && saysNothing(tree, paths)) {
            throw StatusException.internal("the spec replicas field \"." + paths.specReplicas() + "\" does not exist");
        }
        return Answers.tree(200, type, scale(tree, paths));
    }

    private static boolean saysNothing(ObjectNode object, KindRules.Scale paths) {
        return Trees.integer(object, split(paths.specReplicas())).isEmpty();
    }

    private static String[] split(String dotted) {
        String path = dotted.startsWith(".") ? dotted.substring(1) : dotted;
        return path.split("\\.");
    }

    static ObjectNode scale(ObjectNode object, KindRules.Scale paths) {
        ObjectNode scale = Json.object();
        scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            Trees.at(object, "metadata", field).ifPresent(value -> metadata.set(field, value));
        }
        ObjectNode spec = scale.putObject("spec");
        Trees.integer(object, split(paths.specReplicas())).filter(replicas -> replicas != 0)
                .ifPresent(replicas -> spec.put("replicas", replicas));
        ObjectNode status = scale.putObject("status");
        status.put("replicas", Trees.integer(object, split(paths.statusReplicas())).orElse(0L));
        if (!paths.labelSelector().isEmpty()) {
            String selector = Trees.at(object, split(paths.labelSelector())).map(Scales::selectorText).orElse("");
            if (!selector.isEmpty()) {
                status.put("selector", selector);
            }
        }
        return scale;
    }

    /** A selector in its text form, be it one already, a LabelSelector, or a map of labels. */
    private static String selectorText(JsonNode selector) {
        if (selector.isString()) {
            return selector.stringValue();
        }
        List<String> terms = new ArrayList<>();
        boolean structured = selector.has("matchLabels") || selector.has("matchExpressions");
        JsonNode labels = structured ? selector.path("matchLabels") : selector;
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            terms.add(label.getKey() + "=" + label.getValue().asString(""));
        }
        for (JsonNode expression : selector.path("matchExpressions")) {
            List<String> values = new ArrayList<>();
            expression.path("values").forEach(value -> values.add(value.asString("")));
            values.sort(null);
            String key = expression.path("key").asString("");
            String set = " (" + String.join(",", values) + ")";
            terms.add(switch (expression.path("operator").asString("")) {
                case "In" -> key + " in" + set;
                case "NotIn" -> key + " notin" + set;
                case "Exists" -> key;
                default -> "!" + key;
            });
        }
        terms.sort(null);
        return String.join(",", terms);
    }
}
