package dev.coracle.apiserver.verb;

import dev.coracle.api.naming.GroupResource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The table of what other packages add to the verbs: actions by (group, resource, subresource), virtual resources by resource. Immutable. */
public final class Extensions {

    private record ActionKey(GroupResource parent, String subresource) {}

    private final Map<ActionKey, SubresourceAction> actions;
    private final Map<GroupResource, VirtualResource> virtual;

    private Extensions(Map<ActionKey, SubresourceAction> actions, Map<GroupResource, VirtualResource> virtual) {
        this.actions = Map.copyOf(actions);
        this.virtual = Map.copyOf(virtual);
    }

    public static Extensions none() {
        return new Extensions(Map.of(), Map.of());
    }

    /** This table with an action, such as ("", "pods", "binding"). */
    public Extensions with(String group, String resource, String subresource, SubresourceAction action) {
        Map<ActionKey, SubresourceAction> more = new HashMap<>(actions);
        more.put(new ActionKey(new GroupResource(group, resource), subresource), action);
        return new Extensions(more, virtual);
    }

    /** This table with a virtual resource, such as ("authentication.k8s.io", "tokenreviews"). */
    public Extensions with(String group, String resource, VirtualResource handler) {
        Map<GroupResource, VirtualResource> more = new HashMap<>(virtual);
        more.put(new GroupResource(group, resource), handler);
        return new Extensions(actions, more);
    }

    public Optional<SubresourceAction> action(GroupResource parent, String subresource) {
        return Optional.ofNullable(actions.get(new ActionKey(parent, subresource)));
    }

    public Optional<VirtualResource> virtual(GroupResource resource) {
        return Optional.ofNullable(virtual.get(resource));
    }
}
