package dev.coracle.apiserver.loop;

import dev.coracle.api.meta.Conditions;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.base.clock.Clock;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says of each FlowSchema, in its condition Dangling, whether its PriorityLevelConfiguration is there. Source: API Priority and Fairness
 * (KEP-1040).
 */
public final class FlowSchemaStatuses implements ResourceLoop.Step {

    private static final String GROUP = "flowcontrol.apiserver.k8s.io";
    private static final GroupResource SCHEMAS = new GroupResource(GROUP, "flowschemas");
    private static final GroupResource LEVELS = new GroupResource(GROUP, "prioritylevelconfigurations");
    private static final String MANAGER = "api-priority-and-fairness-config-consumer-v1";

    /** What the loop follows. */
    public static final List<GroupResource> FOLLOWED = List.of(SCHEMAS, LEVELS);

    private final Objects objects;
    private final Clock clock;

    public FlowSchemaStatuses(Objects objects, Clock clock) {
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public boolean run(ObjectNode schema) {
        String level = Trees.string(schema, "spec", "priorityLevelConfiguration", "name");
        boolean dangling = objects.get(LEVELS, "", level).isEmpty();
        String status = dangling ? "True" : "False";
        String message = "This FlowSchema references the PriorityLevelConfiguration object named \"" + level + "\" "
                + (dangling ? "but there is no such object" : "and it exists");
        boolean same = Conditions.find(schema, "Dangling")
                .map(condition -> Trees.string(condition, "status").equals(status)
                        && Trees.string(condition, "message").equals(message))
                .orElse(false);
        if (!same && !Meta.isDeleting(schema)) {
            ObjectNode wanted = Json.object();
            Trees.ensureArray(wanted, "conditions").addObject().put("type", "Dangling").put("status", status)
                    .put("reason", dangling ? "NotFound" : "Found").put("message", message)
                    .put("lastTransitionTime", Meta.time(clock.now()));
            objects.applyStatus(SCHEMAS, "", Meta.name(schema), MANAGER, wanted);
        }
        return true;
    }
}
