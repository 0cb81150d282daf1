package dev.coracle.apiserver.resource.apiextensions;

import dev.coracle.api.meta.Conditions;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.apiextensions.schema.UnknownFormats;
import dev.coracle.apiserver.resource.apiextensions.schema.check.SchemaChecks;
import dev.coracle.apiserver.resource.check.Place;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** What a CustomResourceDefinition must be, when it is new and when it changes. */
final class DefinitionChecks {

    private static final String KEEP_UNKNOWN = "cannot set to true, set x-kubernetes-preserve-unknown-fields to true "
            + "in spec.versions[*].schema instead";

    private DefinitionChecks() {}

    /**
     * The whole of a definition; warns of what works and does nothing, unless it stood there before. A spec that stays as it is has been
     * accepted: so it is wherever only status is written.
     */
    static void check(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors, Consumer<String> warnings) {
        Place crd = Place.root(object, errors);
        Place spec = crd.at("spec");
        if (old.isEmpty()) {
            name(crd, spec);
        }
        if (!old.filter(before -> spec.same(before.path("spec"))).isPresent()) {
            spec(spec, old.map(before -> before.path("spec")));
            old.ifPresent(before -> immutable(spec, before));
            storedVersions(crd);
        }
        ApiApproval.check(crd, old);
        if (spec.at("preserveUnknownFields").isTrue()
                && !old.map(before -> Trees.bool(before, "spec", "preserveUnknownFields")).orElse(false)) {
            spec.at("preserveUnknownFields").invalid(KEEP_UNKNOWN);
        }
        if (errors.isEmpty()) {
            Set<String> formats = formats(object);
            old.ifPresent(before -> formats.removeAll(formats(before)));
            formats.forEach(format -> warnings.accept("unrecognized format " + FieldErrors.quoted(format)));
        }
    }

    private static Set<String> formats(ObjectNode crd) {
        Set<String> found = new LinkedHashSet<>();
        schemas(crd.path("spec")).forEach(schema -> found.addAll(UnknownFormats.of(schema)));
        return found;
    }

    private static List<JsonNode> schemas(JsonNode spec) {
        return Trees.objects(spec, "versions").stream().<JsonNode>map(v -> v.path("schema").path("openAPIV3Schema"))
                .toList();
    }

    private static void name(Place crd, Place spec) {
        String wanted = spec.at("names", "plural").text() + "." + spec.at("group").text();
        for (String field : List.of("generateName", "name")) {
            Place name = crd.at("metadata", field);
            if (!name.empty() && !name.is(wanted)) {
                name.invalidText("must be spec.names.plural+\".\"+spec.group");
            }
        }
    }

    private static void spec(Place spec, Optional<JsonNode> old) {
        group(spec.at("group").required());
        spec.at("scope").requiredOneOf("Cluster", "Namespaced");
        for (Place version : spec.at("versions").items()) {
            Place schema = version.at("schema", "openAPIV3Schema");
            if (!schema.present()) {
                schema.required();
            }
        }
        if (spec.at("preserveUnknownFields").isTrue()
                && schemas(spec.node()).stream().anyMatch(SchemaChecks::hasDefaults)) {
            spec.at("preserveUnknownFields").invalid("must be false in order to use defaults in the schema");
        }
        VersionChecks versions = new VersionChecks(spec, old);
        versions.each();
        DefinitionNames.required(spec.at("names"));
        DefinitionNames.check(spec.at("names"));
        versions.together();
        Place strategy = spec.at("conversion", "strategy");
        if (!strategy.empty() && !strategy.is("None") && spec.at("preserveUnknownFields").isTrue()) {
            strategy.invalid("must be None if spec.preserveUnknownFields is true");
        }
        ConversionChecks.check(spec.at("conversion"));
    }

    private static void group(Place group) {
        if (group.empty()) {
            return;
        }
        List<String> problems = Names.dnsSubdomain(group.text());
        if (!problems.isEmpty()) {
            DefinitionNames.wrong(group, "", problems);
        } else if (group.text().indexOf('.') < 0) {
            group.invalid("should be a domain with at least one dot");
        }
    }

    /** What objects that are stored already depend on. */
    private static void immutable(Place spec, ObjectNode old) {
        JsonNode before = old.path("spec");
        if (Conditions.isTrue(old, "Established")) {
            same(spec.at("scope"), before.path("scope"));
            same(spec.at("names", "kind"), before.path("names").path("kind"));
        }
        same(spec.at("group"), before.path("group"));
        same(spec.at("names", "plural"), before.path("names").path("plural"));
    }

    private static void same(Place place, JsonNode old) {
        if (!place.same(old)) {
            place.invalidText("field is immutable");
        }
    }

    static void status(Place status) {
        DefinitionNames.check(status.at("acceptedNames"));
    }

    private static void storedVersions(Place crd) {
        Place stored = crd.at("status", "storedVersions");
        if (stored.empty()) {
            stored.errors().invalid(stored.path(), NullNode.getInstance(), "must have at least one stored version");
        }
        Set<String> left = new LinkedHashSet<>(stored.items().stream().map(Place::text).toList());
        for (Place version : crd.at("spec", "versions").items()) {
            String name = version.at("name").text();
            if (!left.remove(name) && version.at("storage").isTrue()) {
                stored.invalid("must have the storage version " + name);
            }
        }
        for (Place version : stored.items()) {
            if (left.contains(version.text())) {
                version.invalid("missing from spec.versions; " + version.text() + " was previously a storage version,"
                        + " and must remain in spec.versions until a storage migration ensures no data remains "
                        + "persisted in " + version.text() + " and removes " + version.text()
                        + " from status.storedVersions");
            }
        }
    }
}
