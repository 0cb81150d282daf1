package dev.coracle.apiserver.crd;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.catalogue.SubresourceInfo;
import dev.coracle.api.meta.Conditions;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.schema.Defaulting;
import dev.coracle.api.schema.Pruning;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.schema.check.SchemaDemands;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.cel.ValidationRules;
import dev.coracle.apiserver.registry.Conversion;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.webhook.WebhookCaller;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** From an established CustomResourceDefinition to the resources that it stands for: one for each version. */
final class CustomResource {

    private static final Set<String> VERBS = Set.of("create", "delete", "deletecollection", "get", "list", "patch",
            "update", "watch");
    private static final Set<String> BLOCKING = Set.of("FieldValueNotSupported", "FieldValueRequired",
            "FieldValueTooLong", "FieldValueTooMany", "FieldValueTypeInvalid");
    private static final Set<String> PART_VERBS = Set.of("get", "patch", "update");

    private final Function<GroupResource, String> keyPrefix;
    private final Ages ages;
    private final WebhookCaller webhooks;

    /** @param keyPrefix where objects of a custom resource stand in the store */
    CustomResource(Function<GroupResource, String> keyPrefix, Ages ages, WebhookCaller webhooks) {
        this.keyPrefix = keyPrefix;
        this.ages = ages;
        this.webhooks = webhooks;
    }

    /** @param stored the resource in its storage version, which need not be served; @param served all served versions */
    record Made(Resource stored, List<Resource> served) {}

    /** @throws IllegalArgumentException if no version is the one to store */
    Made of(ObjectNode crd) {
        List<Resource> served = new ArrayList<>();
        Optional<Resource> stored = Optional.empty();
        for (ObjectNode version : Trees.objects(crd, "spec", "versions")) {
            Resource resource = resource(crd, version);
            if (Trees.bool(version, "storage")) {
                stored = Optional.of(resource);
            }
            if (Trees.bool(version, "served")) {
                served.add(resource);
            }
        }
        return new Made(stored.orElseThrow(() -> new IllegalArgumentException("no storage version")), served);
    }

    static GroupResource groupResource(ObjectNode crd) {
        return new GroupResource(Trees.string(crd, "spec", "group"), Trees.string(crd, "spec", "names", "plural"));
    }

    private Resource resource(ObjectNode crd, ObjectNode version) {
        GroupVersion served = new GroupVersion(Trees.string(crd, "spec", "group"), Trees.string(version, "name"));
        String storage = Trees.objects(crd, "spec", "versions").stream().filter(v -> Trees.bool(v, "storage"))
                .map(v -> Trees.string(v, "name")).findFirst().orElse(served.version());
        JsonNode declared = Trees.at(version, "schema", "openAPIV3Schema")
                .orElseGet(Json::object);
        Schema schema = Trees.bool(crd, "spec", "preserveUnknownFields")
                ? Schema.anything()
                : Schema.ofCustom(declared);
        GroupResource name = groupResource(crd);
        return new Resource(info(crd, version, served), schema, rules(crd, version, schema),
                conversion(crd, served, schema), new GroupVersion(served.group(), storage), name,
                keyPrefix.apply(name), true);
    }

    private static ResourceInfo info(ObjectNode crd, ObjectNode version, GroupVersion served) {
        ObjectNode names = Trees.object(crd, "status", "acceptedNames").orElseGet(Json::object);
        String kind = Trees.string(names, "kind");
        Set<String> verbs = new LinkedHashSet<>(VERBS);
        if (Conditions.isTrue(crd, "Terminating")) {
            verbs.remove("create");
        }
        List<SubresourceInfo> parts = new ArrayList<>();
        if (Trees.at(version, "subresources", "status").isPresent()) {
            parts.add(new SubresourceInfo("status", served.kind(kind), PART_VERBS));
        }
        if (Trees.at(version, "subresources", "scale").isPresent()) {
            parts.add(new SubresourceInfo("scale", new GroupVersionKind("autoscaling", "v1", "Scale"), PART_VERBS));
        }
        return new ResourceInfo(served, Trees.string(names, "plural"), Trees.string(names, "singular"), kind,
                Trees.string(crd, "spec", "scope").equals("Namespaced"), verbs, Trees.strings(names, "shortNames"),
                Trees.strings(names, "categories"), List.copyOf(parts));
    }

    private KindRules rules(ObjectNode crd, ObjectNode version, Schema schema) {
        String kind = Trees.string(crd, "spec", "names", "kind");
        // Compiling can take longer than anybody wants to wait for a definition to be served.
        FutureTask<ValidationRules> cel = new FutureTask<>(() -> ValidationRules.compile(schema));
        Thread.ofVirtual().name("cel-" + kind).start(cel);
        boolean status = Trees.at(version, "subresources", "status").isPresent();
        KindRules.Builder builder = KindRules.of(Trees.string(crd, "spec", "group"), kind).plainFinalizers()
                .metadataChecks(1, 0)
                .conditionalUpdateOnly()
                .generation(status ? KindRules.Generation.CONTENT : KindRules.Generation.ALL)
                .validateChange((object, old, errors, warnings) -> {
                    FinalizerWarnings.warn(object, old, warnings);
                    ValidationRules compiled = ready(cel);
                    if (!compiled.isEmpty() && isForRules(errors)) {
                        compiled.validate(object, old, errors, warnings);
                    }
                });
        Optional<ObjectNode> scale = Trees.object(version, "subresources", "scale");
        Optional<ScaleChecks> scaled = scale.map(ScaleChecks::new);
        scaled.ifPresent(checks -> builder.validate(checks::object));
        if (status) {
            builder.status((object, old, errors) -> {
                SchemaDemands.status(object, old, schema, errors);
                scaled.ifPresent(checks -> checks.status(object, errors));
            });
        }
        scale.ifPresent(paths -> builder.scale(dotted(paths, "specReplicasPath"), dotted(paths, "statusReplicasPath"),
                dotted(paths, "labelSelectorPath")));
        for (ObjectNode field : Trees.objects(version, "selectableFields")) {
            String path = Trees.string(field, "jsonPath");
            PrinterPath at = PrinterPath.of(path);
            builder.selectable(path.startsWith(".") ? path.substring(1) : path, at::text);
        }
        PrinterColumns.of(version, ages).forEach(builder::column);
        if (Trees.bool(version, "deprecated")) {
            String given = Trees.string(version, "deprecationWarning");
            builder.deprecated(given.isEmpty()
                    ? Trees.string(crd, "spec", "group") + "/" + Trees.string(version, "name") + " " + kind
                            + " is deprecated"
                    : given);
        }
        return builder.build();
    }

    /** Whether the object is near enough to its schema for rules to make sense of it, and no larger than they may count on; says so if not. */
    private static boolean isForRules(FieldErrors errors) {
        if (!errors.hasAny(BLOCKING)) {
            return true;
        }
        errors.invalid(FieldPath.of("<nil>"), NullNode.getInstance(),
                "some validation rules were not checked because the "
                        + "object was invalid; correct the existing errors to complete validation");
        return false;
    }

    private static ValidationRules ready(FutureTask<ValidationRules> cel) {
        try {
            return cel.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.internal("interrupted while validation rules were compiled");
        } catch (ExecutionException e) {
            throw new IllegalStateException("validation rules cannot be compiled", e.getCause());
        }
    }

    private static String dotted(ObjectNode scale, String field) {
        String path = Trees.string(scale, field);
        return path.startsWith(".") ? path.substring(1) : path;
    }

    private Conversion conversion(ObjectNode crd, GroupVersion served, Schema schema) {
        UnaryOperator<ObjectNode> fit = object -> {
            Pruning.apply(object, schema);
            Defaulting.apply(object, schema);
            return object;
        };
        if (Trees.string(crd, "spec", "conversion", "strategy").equals("Webhook")) {
            return new WebhookConversion(webhooks, crd, served, fit, WebhookConversion.TIMEOUT);
        }
        // Versions differ in nothing but their schemas: what one does not know goes, what it defaults is filled in.
        return (object, to) -> {
            object.put("apiVersion", to.toString());
            return to.equals(served) ? fit.apply(object) : object;
        };
    }
}
