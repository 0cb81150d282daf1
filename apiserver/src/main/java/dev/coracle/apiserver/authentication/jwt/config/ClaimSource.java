package dev.coracle.apiserver.authentication.jwt.config;

import dev.coracle.apiserver.access.AccessExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a part of a user comes from. Immutable. */
public sealed interface ClaimSource {

    /** One claim as it stands, after a prefix. */
    record Claim(String name, String prefix) implements ClaimSource {

        /** @throws Refusal if the token has no such claim, or it is no string */
        String text(ObjectNode claims, String what) throws Refusal {
            JsonNode value = claims.get(name);
            if (value == null || !value.isString()) {
                throw new Refusal("parse " + what + " claim \"" + name + "\": "
                        + (value == null ? "claim not present" : "it is no string"));
            }
            return prefix + value.stringValue();
        }

        /** A string or a list of them; none if the token has no such claim. */
        List<String> texts(ObjectNode claims) throws Refusal {
            JsonNode value = claims.get(name);
            if (value == null || value.isNull()) {
                return List.of();
            }
            if (value.isString()) {
                return List.of(prefix + value.stringValue());
            }
            List<String> texts = new ArrayList<>();
            for (JsonNode item : value) {
                if (!value.isArray() || !item.isString()) {
                    throw new Refusal(
                            "parse groups claim \"" + name + "\": it is neither a string nor a list of strings");
                }
                texts.add(prefix + item.stringValue());
            }
            return texts;
        }
    }

    /** What an expression makes of all claims. */
    record Computed(AccessExpression expression) implements ClaimSource {

        String text(Map<String, Object> claims, String what) throws Refusal {
            if (evaluated(claims, what) instanceof String text) {
                return text;
            }
            throw new Refusal("error evaluating " + what + " claim expression: it must return a string");
        }

        /** Empty strings are left out. */
        List<String> texts(Map<String, Object> claims, String what) throws Refusal {
            Object value = evaluated(claims, what);
            List<String> texts = new ArrayList<>();
            switch (value) {
                case String text -> texts.add(text);
                case dev.cel.common.values.NullValue none -> {
                }
                case List<?> list -> {
                    for (Object item : list) {
                        texts.add(item instanceof String text ? text : refuse(what));
                    }
                }
                default -> refuse(what);
            }
            texts.removeIf(String::isEmpty);
            return texts;
        }

        private static String refuse(String what) throws Refusal {
            throw new Refusal("error evaluating " + what
                    + " claim expression: expression must return a string or a list of strings");
        }

        private Object evaluated(Map<String, Object> claims, String what) throws Refusal {
            try {
                return expression.evaluate(claims);
            } catch (AccessExpression.Failure e) {
                throw new Refusal("error evaluating " + what + " claim expression: " + e.getMessage());
            }
        }
    }
}
