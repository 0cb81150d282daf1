package dev.coracle.apiserver.verb.option;

import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The options of a write, as query parameters give them. Source: meta.k8s.io/v1 CreateOptions, UpdateOptions, PatchOptions.
 *
 * @param fieldManager    as given, or empty
 * @param fieldValidation Strict, Warn or Ignore
 */
public record Options(String kind, boolean dryRun, String fieldManager, FieldValidation fieldValidation,
        boolean force) {

    public enum FieldValidation {
        STRICT, WARN, IGNORE
    }

    private static final int MAX_MANAGER = 128;
    private static final List<String> VALIDATIONS = List.of("", "Ignore", "Strict", "Warn");

    /** @param kind such as CreateOptions @throws StatusException (422) if an option is none */
    public static Options of(RequestContext context, String kind, boolean apply) {
        HttpRequest request = context.request();
        FieldErrors errors = new FieldErrors();
        List<String> dryRun = request.parameters("dryRun");
        String manager = request.parameter("fieldManager").orElse("");
        if (kind.equals("PatchOptions")) {
            patchOnly(request, apply, manager, errors);
        }
        manager(manager, errors);
        dryRun(dryRun, errors);
        String validation = request.parameter("fieldValidation").orElse("");
        if (!VALIDATIONS.contains(validation)) {
            errors.notSupported(FieldPath.of("fieldValidation"), validation, VALIDATIONS);
        }
        if (!errors.isEmpty()) {
            throw StatusException.invalid(new GroupKind("meta.k8s.io", kind), "", errors);
        }
        FieldValidation level = switch (validation) {
            case "Strict" -> FieldValidation.STRICT;
            case "Ignore" -> FieldValidation.IGNORE;
            default -> FieldValidation.WARN;
        };
        return new Options(kind, !dryRun.isEmpty(), manager, level, request.flag("force"));
    }

    private static void patchOnly(HttpRequest request, boolean apply, String manager, FieldErrors errors) {
        if (!apply && request.parameter("force").isPresent()) {
            errors.forbidden(FieldPath.of("force"), "may not be specified for non-apply patch");
        }
        if (apply && manager.isEmpty()) {
            errors.required(FieldPath.of("fieldManager"), "is required for apply patch");
        }
    }

    private static void manager(String manager, FieldErrors errors) {
        if (manager.length() > MAX_MANAGER) {
            errors.tooLong(FieldPath.of("fieldManager"), MAX_MANAGER);
        }
        for (int i = 0; i < manager.length(); i += Character.charCount(manager.codePointAt(i))) {
            if (!isPrint(manager.codePointAt(i))) {
                int bytes = manager.substring(0, i).getBytes(StandardCharsets.UTF_8).length;
                errors.invalid(FieldPath.of("fieldManager"), manager, String.format(Locale.ROOT,
                        "invalid character U+%04X (at position %d)", manager.codePointAt(i), bytes));
                return;
            }
        }
    }

    /** Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and the ASCII space. */
    private static boolean isPrint(int c) {
        return c == ' ' || switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
                false;
            default -> true;
        };
    }

    static void dryRun(List<String> values, FieldErrors errors) {
        if (!values.isEmpty() && !values.stream().allMatch("All"::equals)) {
            ArrayNode given = Json.array();
            values.forEach(given::add);
            errors.notSupported(FieldPath.of("dryRun"), given, List.of("All"));
        }
    }

    /** As admission sees them. */
    public ObjectNode tree() {
        ObjectNode tree = Json.object();
        tree.put("kind", kind).put("apiVersion", "meta.k8s.io/v1");
        if (dryRun) {
            tree.putArray("dryRun").add("All");
        }
        if (!fieldManager.isEmpty()) {
            tree.put("fieldManager", fieldManager);
        }
        if (force) {
            tree.put("force", true);
        }
        return tree;
    }
}
