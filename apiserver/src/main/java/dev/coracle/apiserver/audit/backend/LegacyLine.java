package dev.coracle.apiserver.audit.backend;

import dev.coracle.api.tree.Trees;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** The older form of the log, a line of text an event ({@code --audit-log-format=legacy}). Source: k8s.io/apiserver's EventString. */
final class LegacyLine {

    private LegacyLine() {}

    static String of(AuditEvent event) {
        ObjectNode tree = event.tree();
        String user = Trees.string(tree, "user", "username");
        List<String> groups = Trees.strings(tree, "user", "groups");
        boolean other = Trees.object(tree, "impersonatedUser").isPresent();
        List<String> ips = Trees.strings(tree, "sourceIPs");
        return Trees.string(tree, "requestReceivedTimestamp") + " AUDIT: id=" + quoted(Trees.string(tree, "auditID"))
                + " stage=" + quoted(Trees.string(tree, "stage")) + " ip="
                + quoted(ips.isEmpty() ? "<unknown>" : ips.getFirst()) + " method="
                + quoted(Trees.string(tree, "verb")) + " user=" + quoted(or(user, "<none>")) + " groups="
                + quoted(user.isEmpty() || groups.isEmpty() ? "<none>" : list(groups)) + " as="
                + quoted(other ? Trees.string(tree, "impersonatedUser", "username") : "<self>") + " asgroups="
                + quoted(other ? list(Trees.strings(tree, "impersonatedUser", "groups")) : "<lookup>")
                + " user-agent=" + quoted(Trees.string(tree, "userAgent")) + " namespace="
                + quoted(or(Trees.string(tree, "objectRef", "namespace"), "<none>")) + " uri="
                + quoted(Trees.string(tree, "requestURI")) + " response=\""
                + Trees.integer(tree, "responseStatus", "code").map(String::valueOf).orElse("<deferred>") + "\"";
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }

    private static String list(List<String> names) {
        return names.stream().map(LegacyLine::quoted).collect(Collectors.joining(","));
    }

    /** As Go quotes: nothing in it ends the line or the quote. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"', '\\' -> out.append('\\').append((char) c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> out.append(c < ' ' || c == 0x7f ? String.format("\\x%02x", c) : String.valueOf((char) c));
            }
        });
        return out.append('"').toString();
    }
}
