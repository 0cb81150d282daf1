package dev.coracle.apiserver.resource.apiextensions.schema.check;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.admission.typecheck.RuleCosts;
import dev.coracle.apiserver.resource.apiextensions.schema.GoSchemas;
import dev.coracle.apiserver.resource.apiextensions.schema.Subschemas;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** All checks of an {@code openAPIV3Schema}, in the order of the original. */
public final class SchemaChecks {

    /** What may stand beside the properties where status is a part of its own: none of it would restrict status. */
    private static final List<String> BESIDE_STATUS = List.of("Description", "Type", "Format", "Title", "Maximum",
            "ExclusiveMaximum", "Minimum", "ExclusiveMinimum", "MaxLength", "MinLength", "Pattern", "MaxItems",
            "MinItems", "UniqueItems", "MultipleOf", "Required", "Items", "Properties", "ExternalDocs", "Example",
            "XPreserveUnknownFields", "XValidations");

    private SchemaChecks() {}

    /**
     * Checks one schema.
     *
     * @param status   whether the definition's objects have the status subresource
     * @param accepted whether the same schema is stored already
     */
    public static void check(Place given, boolean status, boolean accepted) {
        if (!given.present()) {
            return;
        }
        FieldErrors errors = new FieldErrors();
        Place schema = new Place(given.node(), given.path(), errors);
        if (status) {
            besideStatus(schema);
        }
        if (schema.at("nullable").isTrue()) {
            schema.at("nullable").forbidden("nullable cannot be true at the root");
        }
        Optional<String> unsupported = StructuralChecks.unsupported(schema.node());
        boolean structural = unsupported.isEmpty() && structural(schema);
        RuleCosts costs = new RuleCosts(accepted);
        OpenApiChecks.check(schema, structural, costs);
        if (errors.isEmpty()) {
            unsupported.ifPresent(why -> errors.invalid(schema.path(), "", why));
        }
        costs.together(schema.path(), errors);
        given.errors().addAll(errors);
    }

    private static boolean structural(Place schema) {
        FieldErrors found = StructuralChecks.check(schema);
        if (found.isEmpty()) {
            found = DefaultChecks.check(schema);
        }
        schema.errors().addAll(found);
        return found.isEmpty();
    }

    private static void besideStatus(Place schema) {
        for (GoSchemas.Field field : GoSchemas.FIELDS) {
            if (!field.isSet(schema.node())) {
                continue;
            }
            if (field.name().equals("Type") && !schema.at("type").is("object")) {
                schema.at("type").invalid("only \"object\" is allowed as the type at the root of the schema if the "
                        + "status subresource is enabled");
                return;
            }
            if (!BESIDE_STATUS.contains(field.name())) {
                schema.errors().add("FieldValueInvalid", schema.path(), "Invalid value: "
                        + GoSchemas.shown(schema.node()) + ": only [" + String.join(" ", BESIDE_STATUS) + "] fields are"
                        + " allowed at the root of the schema if the status subresource is enabled");
                return;
            }
        }
    }

    /** Whether the schema sets any default. */
    public static boolean hasDefaults(JsonNode schema) {
        return Subschemas.any(schema, each -> !each.path("default").isMissingNode() && !each.path("default").isNull());
    }
}
