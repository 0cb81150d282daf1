package dev.coracle.apiserver.resource.apiextensions.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A path such as {@code .spec['my key'].name}, followed through a schema. */
public final class FieldNotation {

    /** A path that leads nowhere, with the reason. */
    public static final class WrongPath extends Exception {
        private static final long serialVersionUID = 1;

        WrongPath(String why) {
            super(why);
        }

        /** Why, in the words of errors. */
        public String why() {
            return String.valueOf(getMessage());
        }
    }

    /** Where it leads. @param fields on the way */
    public record Found(JsonNode schema, List<String> fields) {}

    private static final Pattern TOKEN = Pattern.compile("'(?:[^'\\\\]|\\\\.)*'|[.\\[\\]]|[^.\\[\\]]+");

    private final Matcher tokens;
    private final boolean brackets;
    private final List<String> fields = new ArrayList<>();
    private JsonNode here;

    private FieldNotation(JsonNode schema, String path, boolean brackets) {
        this.here = schema;
        this.tokens = TOKEN.matcher(path);
        this.brackets = brackets;
    }

    /** @param brackets whether {@code ['name']} may be written. @throws WrongPath if there is no such field */
    public static Found follow(JsonNode schema, String path, boolean brackets) throws WrongPath {
        FieldNotation notation = new FieldNotation(schema, path, brackets);
        for (Optional<String> token = notation.next(); token.isPresent(); token = notation.next()) {
            notation.step(token.get());
        }
        return new Found(notation.here, notation.fields);
    }

    private Optional<String> next() {
        return tokens.find() ? Optional.of(tokens.group()) : Optional.empty();
    }

    private String wanted() throws WrongPath {
        return next().orElseThrow(() -> new WrongPath("unexpected end of JSON path"));
    }

    private void step(String token) throws WrongPath {
        switch (token) {
            case "." -> {
                field(wanted());
            }
            case "[" -> {
                if (!brackets) {
                    throw new WrongPath("array notation is not allowed");
                }
                String quoted = wanted();
                if (quoted.length() < 2 || !quoted.startsWith("'") || !quoted.endsWith("'")) {
                    throw new WrongPath("expected single quoted string but got " + quoted);
                }
                field(quoted.substring(1, quoted.length() - 1).replace("\\'", "'").replace("\\\\", "\\"));
                String end = wanted();
                if (!end.equals("]")) {
                    throw new WrongPath("expected ] but got " + end);
                }
            }
            default -> throw new WrongPath("expected [ or . but got: " + token);
        }
    }

    private void field(String name) throws WrongPath {
        JsonNode property = here.path("properties").path(name);
        JsonNode entry = here.path("additionalProperties");
        if (property.isObject()) {
            here = property;
        } else if (entry.isObject()) {
            here = entry;
        } else {
            here = MissingNode.getInstance();
            throw new WrongPath("does not refer to a valid field");
        }
        fields.add(name);
    }
}
