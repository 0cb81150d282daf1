package dev.coracle.apiserver.resource.apiextensions.schema;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.gotypes.GoForm;
import dev.coracle.api.schema.Pruning;
import dev.coracle.api.schema.Schema;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The form of schemas inside of schemas. Where a schema or something else may stand, the catalogue says nothing of fields, but Go's types do:
 * they know only those of a schema there as well.
 */
public final class SchemaForm {

    private static final String PROPS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
    private static final List<String> OR_ELSE = List.of("items", "additionalProperties", "additionalItems");

    private SchemaForm() {}

    /** Changes a schema in place. */
    public static void normalize(JsonNode schema) {
        Schema known = Catalogue.builtIn().definition(PROPS).orElseThrow();
        for (String field : OR_ELSE) {
            known(schema.path(field), known);
        }
        if (schema.path("items") instanceof ArrayNode several) {
            several.forEach(each -> known(each, known));
        }
        schema.path("dependencies").forEach(each -> known(each, known));
        Subschemas.of(schema).forEach(SchemaForm::normalize);
    }

    private static void known(JsonNode node, Schema known) {
        if (node instanceof ObjectNode schema) {
            Pruning.dropUnknown(schema, known);
            GoForm.normalize(schema, known);
        }
    }
}
