package dev.coracle.apiserver.resource.apiextensions.schema.check;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.apiserver.admission.cel.cost.estimate.Extent;
import dev.coracle.apiserver.admission.typecheck.RuleCheck;
import dev.coracle.apiserver.admission.typecheck.RuleCosts;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Which of OpenAPI's keywords a schema may use, and that they fit each other; compiles the rules of what is in order otherwise. */
final class OpenApiChecks {

    private static final List<String> UNSUPPORTED_MAPS = List.of("patternProperties", "definitions");

    /**
     * Where in the schema a check is.
     *
     * @param rules      whether rules are compiled here
     * @param noDefaults why defaults may not be set here
     * @param noOldSelf  from where on values cannot be told from one write to the next
     * @param times      how many such values an object can have; empty if no keyword bounds that
     */
    private record Context(boolean root, boolean rules, boolean metadata, Optional<String> noDefaults,
            Optional<FieldPath> noOldSelf, OptionalLong times) {

        Context below(Place schema) {
            OptionalLong each = most(schema);
            OptionalLong product = times.isPresent() && each.isPresent()
                    ? OptionalLong.of(Extent.product(times.getAsLong(), each.getAsLong()))
                    : OptionalLong.empty();
            return new Context(false, rules, metadata, noDefaults, noOldSelf, product);
        }

        Context nested() {
            return new Context(false, false, metadata, noDefaults, noOldSelf, times);
        }

        Context withoutDefaults(String why) {
            return new Context(root, rules, metadata, Optional.of(why), noOldSelf, times);
        }

        Context inMetadata() {
            return new Context(root, rules, true, noDefaults, noOldSelf, times);
        }

        Context withoutOldSelf(FieldPath from) {
            return new Context(root, rules, metadata, noDefaults, Optional.of(noOldSelf.orElse(from)), times);
        }

        /** How many values stand below one. */
        private static OptionalLong most(Place schema) {
            if (schema.at("type").is("array")) {
                return declared(schema.at("maxItems"));
            }
            return schema.at("type").is("object") && schema.at("additionalProperties").present()
                    ? declared(schema.at("maxProperties"))
                    : OptionalLong.of(1);
        }

        private static OptionalLong declared(Place most) {
            return most.node().isNumber()
                    ? OptionalLong.of(Math.max(0, most.node().asLong(0)))
                    : OptionalLong.empty();
        }
    }

    private final FieldErrors expressions = new FieldErrors();
    private final RuleCheck compiler;

    private OpenApiChecks(RuleCosts costs) {
        this.compiler = new RuleCheck(expressions, costs);
    }

    /** @param structural whether the types of fields are known, so that rules can be compiled; {@code costs} takes what those cost */
    static void check(Place schema, boolean structural, RuleCosts costs) {
        OpenApiChecks checks = new OpenApiChecks(costs);
        checks.visit(schema,
                new Context(true, structural, false, Optional.empty(), Optional.empty(), OptionalLong.of(1)));
        schema.errors().addAll(checks.expressions);
    }

    private void visit(Place schema, Context context) {
        int before = schema.errors().size();
        keywords(schema, context);
        if (schema.at("uniqueItems").isTrue()) {
            schema.at("uniqueItems")
                    .forbidden("uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }
        additional(schema, context);
        properties(schema, context);
        combinations(schema, context);
        items(schema, context);
        Place preserve = schema.at("x-kubernetes-preserve-unknown-fields");
        if (preserve.present() && !preserve.isTrue()) {
            preserve.invalid("must be true or undefined");
        }
        ListChecks.check(schema);
        RuleTexts.check(schema);
        if (schema.errors().size() == before && context.rules) {
            boolean resource = context.root || schema.at("x-kubernetes-embedded-resource").isTrue();
            compiler.rules(schema.node(), new RuleCheck.Where(resource, schema.path(), context.noOldSelf,
                    context.times));
        }
    }

    private static void keywords(Place schema, Context context) {
        schema.at("type").oneOf("array", "boolean", "integer", "number", "object", "string");
        if (schema.at("default").present() && context.noDefaults.isPresent()) {
            schema.at("default").forbidden("must not be set " + context.noDefaults.get());
        }
        schema.at("id").forbiddenIfPresent("id is not supported");
        if (schema.at("additionalItems").present()) {
            schema.at("additionalItems").forbidden("additionalItems is not supported");
        }
        for (String map : UNSUPPORTED_MAPS) {
            schema.at(map).forbiddenIfPresent(map + " is not supported");
        }
        for (String keyword : List.of("dependencies", "$ref")) {
            if (schema.at(keyword).present()) {
                schema.at(keyword).forbidden(keyword + " is not supported");
            }
        }
        if (schema.at("type").is("null")) {
            schema.at("type").forbidden("type cannot be set to null, use nullable as an alternative");
        }
        if (schema.at("items").node().isArray()) {
            schema.at("items").forbidden("items must be a schema object and not an array");
        }
        if (context.metadata && schema.at("x-kubernetes-embedded-resource").isTrue()) {
            schema.at("x-kubernetes-embedded-resource").forbidden("must not be used inside of resource meta");
        }
    }

    private void additional(Place schema, Context context) {
        Place additional = schema.at("additionalProperties");
        if (!additional.present()) {
            return;
        }
        if (!schema.at("properties").empty() && !additional.isTrue()) {
            additional.forbidden("additionalProperties and properties are mutual exclusive");
        }
        if (additional.node().isObject()) {
            Context below = context.below(schema);
            visit(additional, context.metadata
                    ? below.withoutDefaults("inside additionalProperties applying to object metadata")
                    : below);
        }
    }

    private void properties(Place schema, Context context) {
        boolean resource = context.root || schema.at("x-kubernetes-embedded-resource").isTrue();
        Place properties = schema.at("properties");
        for (String name : properties.keys()) {
            Context below = context.below(schema);
            if (resource && name.equals("metadata")) {
                below = below.inMetadata();
                below = context.root ? below.withoutDefaults("in top-level metadata") : below;
            }
            visit(properties.key(name), below);
        }
        for (String map : UNSUPPORTED_MAPS) {
            Place schemas = schema.at(map);
            schemas.keys().forEach(name -> visit(schemas.key(name), context.nested()));
        }
        Place dependencies = schema.at("dependencies");
        for (String name : dependencies.keys()) {
            if (dependencies.key(name).node().isObject()) {
                visit(dependencies.key(name), context.nested());
            }
        }
    }

    private void combinations(Place schema, Context context) {
        if (schema.at("not").present()) {
            visit(schema.at("not"), context.nested());
        }
        for (String list : List.of("allOf", "oneOf", "anyOf")) {
            schema.at(list).items().forEach(each -> visit(each, context.nested()));
        }
    }

    /** Items of a map list alone are the same ones from one write to the next. */
    private void items(Place schema, Context context) {
        Place items = schema.at("items");
        boolean told = schema.at("x-kubernetes-list-type").is("map");
        if (items.node().isObject()) {
            visit(items, told ? context.below(schema) : context.below(schema).withoutOldSelf(schema.path()));
        }
        items.items().forEach(each -> visit(each, context.nested()));
    }
}
