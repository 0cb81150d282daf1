package dev.coracle.apiserver.resource.apiextensions;

import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.apiextensions.schema.GoVersions;
import dev.coracle.apiserver.resource.apiextensions.schema.check.SchemaChecks;
import dev.coracle.apiserver.resource.check.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The versions of a definition. kube-apiserver checks a form of its own, in which what all versions have in common stands above them: errors
 * name the place there.
 */
final class VersionChecks {

    private static final int MAX_WARNING = 256;
    private static final List<String> MOVABLE = List.of("schema", "subresources", "additionalPrinterColumns",
            "selectableFields");

    private final Place spec;
    private final Optional<JsonNode> old;
    private final List<Place> versions;

    /** @param old the spec that is stored */
    VersionChecks(Place spec, Optional<JsonNode> old) {
        this.spec = spec;
        this.old = old;
        this.versions = spec.at("versions").items();
    }

    /** The value of a field if all versions have the same. */
    private Optional<JsonNode> common(String field) {
        List<JsonNode> values = versions.stream().map(version -> version.at(field).node()).distinct().toList();
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    /** Whether the version's schema is as it is stored. */
    private boolean accepted(Place version) {
        return old.isPresent() && Trees.objects(old.get(), "versions").stream()
                .filter(before -> version.at("name").is(Trees.string(before, "name")))
                .anyMatch(before -> version.at("schema").same(before.path("schema")));
    }

    /** The part of a version that is its own. */
    private Place own(Place version, String field) {
        JsonNode node = common(field).isPresent() ? MissingNode.getInstance() : version.at(field).node();
        return new Place(node, version.path().child(field), spec.errors());
    }

    /** The part that stands above the versions. */
    private Place above(String field, String name) {
        return new Place(common(field).orElseGet(MissingNode::getInstance), spec.path().child(name), spec.errors());
    }

    /** What comes before the definition's names. */
    void each() {
        Set<String> names = new HashSet<>();
        boolean unique = true;
        int stored = 0;
        for (Place version : versions) {
            unique &= names.add(version.at("name").text());
            stored += version.at("storage").isTrue() ? 1 : 0;
            DefinitionNames.wrong(version.at("name"), "", Names.dns1035Label(version.at("name").text()));
            deprecation(version);
            boolean status = version.at("subresources", "status").present();
            Place schema = own(version, "schema");
            SchemaChecks.check(schema.at("openAPIV3Schema"), status, accepted(version));
            subresources(own(version, "subresources"));
            columns(own(version, "additionalPrinterColumns"));
            selectable(own(version, "selectableFields"), schema.at("openAPIV3Schema"),
                    "may only be set when `version.schema.openAPIV3Schema` is not included");
        }
        if (!unique) {
            invalid("must contain unique version names");
        }
        if (stored != 1) {
            invalid("must have exactly one version marked as storage version");
        }
        if (!versions.isEmpty()) {
            first(versions.getFirst().at("name"));
        }
    }

    private void invalid(String detail) {
        Place all = spec.at("versions");
        if (versions.isEmpty()) {
            all.invalid(detail);
            return;
        }
        List<ObjectNode> shown = new ArrayList<>();
        for (Place version : versions) {
            ObjectNode own = Json.object().setAll((ObjectNode) version.node());
            own.remove(MOVABLE.stream().filter(field -> common(field).isPresent()).toList());
            shown.add(own);
        }
        spec.errors().add("FieldValueInvalid", all.path(), "Invalid value: " + GoVersions.shown(shown) + ": " + detail);
    }

    /** The first version's name stands above as well. */
    private void first(Place name) {
        FieldPath path = spec.path().child("version");
        List<String> problems = Names.dns1035Label(name.text());
        if (!name.empty() && !problems.isEmpty()) {
            spec.errors().invalid(path, name.text(), String.join(",", problems));
        }
    }

    /** What comes after them. */
    void together() {
        boolean status = versions.stream().anyMatch(version -> version.at("subresources", "status").present());
        Place schema = above("schema", "validation").at("openAPIV3Schema");
        SchemaChecks.check(schema, status, !versions.isEmpty() && accepted(versions.getFirst()));
        subresources(above("subresources", "subresources"));
        columns(above("additionalPrinterColumns", "additionalPrinterColumns"));
        selectable(above("selectableFields", "selectableFields"), schema,
                "may only be set when validations.schema is included");
    }

    private static void deprecation(Place version) {
        Place warning = version.at("deprecationWarning");
        if (!warning.present()) {
            return;
        }
        if (!version.at("deprecated").isTrue()) {
            warning.invalid("can only be set for deprecated versions");
            return;
        }
        String text = warning.text();
        if (text.length() > MAX_WARNING) {
            warning.invalid("must be <= " + MAX_WARNING + " characters long");
        }
        if (text.isEmpty()) {
            warning.invalid("must not be an empty string");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                warning.invalid("must only contain printable UTF-8 characters; non-printable character found at index "
                        + i);
                return;
            }
        }
    }

    private static void subresources(Place subresources) {
        Place scale = subresources.at("scale");
        if (!scale.present()) {
            return;
        }
        if (!scale.at("specReplicasPath").required().empty()) {
            path(scale.at("specReplicasPath"), "should be a json path under .spec", ".spec.");
        }
        if (!scale.at("statusReplicasPath").required().empty()) {
            path(scale.at("statusReplicasPath"), "should be a json path under .status", ".status.");
        }
        if (!scale.at("labelSelectorPath").empty()) {
            path(scale.at("labelSelectorPath"), "should be a json path under either .spec or .status", ".spec.",
                    ".status.");
        }
    }

    private static void path(Place path, String detail, String... under) {
        if (!path.text().startsWith(".")) {
            path.invalid("must be a simple json path starting with .");
        } else if (List.of(under).stream().noneMatch(path.text()::startsWith)) {
            path.invalid(detail);
        }
    }

    private static void columns(Place columns) {
        for (Place column : columns.items()) {
            column.at("name").required();
            words(column.at("type"), true, "boolean", "date", "integer", "number", "string");
            words(column.at("format"), false, "byte", "date", "date-time", "double", "float", "int32", "int64",
                    "password");
            Place path = new Place(column.at("jsonPath").node(), column.path().child("JSONPath"), column.errors());
            if (!path.required().empty() && !path.text().startsWith(".")) {
                path.invalid("must be a simple json path starting with .");
            }
        }
    }

    private static void words(Place place, boolean required, String... words) {
        String detail = "must be one of " + String.join(",", words);
        if (!place.empty() && !List.of(words).contains(place.text())) {
            place.invalid(detail);
        } else if (required) {
            place.required(detail);
        }
    }

    private static void selectable(Place fields, Place schema, String schemaMissing) {
        if (fields.empty()) {
            return;
        }
        if (schema.present()) {
            SelectableFields.check(fields, schema.node());
        } else {
            fields.errors().invalid(fields.path(), "", schemaMissing);
        }
    }
}
