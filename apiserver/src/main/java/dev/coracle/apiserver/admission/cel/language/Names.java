package dev.coracle.apiserver.admission.cel.language;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Field names as expressions write them. Source: the documentation of CRD validation rules. */
public final class Names {

    private static final Set<String> RESERVED = Set.of("true", "false", "null", "in", "as", "break", "const",
            "continue", "else",
            "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while");
    private static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private Names() {}

    /** Empty for a name that no expression can say. */
    public static Optional<String> escaped(String name) {
        if (RESERVED.contains(name)) {
            return Optional.of("__" + name + "__");
        }
        String escaped = name.replace("__", "__underscores__").replace(".", "__dot__").replace("-", "__dash__").replace(
                "/",
                "__slash__");
        return IDENTIFIER.matcher(escaped).matches() ? Optional.of(escaped) : Optional.empty();
    }
}
