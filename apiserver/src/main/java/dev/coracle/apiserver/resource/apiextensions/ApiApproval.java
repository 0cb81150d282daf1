package dev.coracle.apiserver.resource.apiextensions;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.check.Place;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Groups of the Kubernetes community are for what it has approved. Source: KEP-1111. */
final class ApiApproval {

    private static final String ANNOTATION = "api-approved.kubernetes.io";
    private static final FieldPath PATH = FieldPath.of("metadata", "annotations").key(ANNOTATION);

    private ApiApproval() {}

    private enum State {
        MISSING, BYPASSED, APPROVED, INVALID
    }

    private static State state(ObjectNode crd) {
        String text = Meta.annotations(crd).getOrDefault(ANNOTATION, "");
        if (text.isEmpty()) {
            return State.MISSING;
        }
        if (text.startsWith("unapproved")) {
            return State.BYPASSED;
        }
        return text.matches("[a-zA-Z][-+.a-zA-Z0-9]*://[^/?#\\s]+\\S*") ? State.APPROVED : State.INVALID;
    }

    static void check(Place crd, Optional<ObjectNode> old) {
        ObjectNode object = (ObjectNode) crd.node();
        String group = "." + Trees.string(object, "spec", "group");
        boolean community = group.endsWith(".k8s.io") || group.endsWith(".kubernetes.io");
        State state = state(object);
        if (!community || old.map(ApiApproval::state).filter(state::equals).isPresent()) {
            return;
        }
        String must = "protected groups must have approval annotation \"" + ANNOTATION + "\"";
        String see = ", see https://github.com/kubernetes/enhancements/pull/1111";
        if (state == State.MISSING) {
            crd.errors().required(PATH, must + see);
        } else if (state == State.INVALID) {
            crd.errors().invalid(PATH, Meta.annotations(object).getOrDefault(ANNOTATION, ""),
                    must + " with either a URL or a reason starting with \"unapproved\"" + see);
        }
    }
}
