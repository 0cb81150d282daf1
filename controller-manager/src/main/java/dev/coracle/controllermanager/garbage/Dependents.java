package dev.coracle.controllermanager.garbage;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.meta.Meta;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.ObjectList;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.controllermanager.garbage.OwnershipGraph.Item;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an owner that is being deleted leaves behind: what the graph knows of, and what the server knows of, for each resource is followed by a
 * watch of its own, and the owner's deletion may be seen before a dependent that was made earlier. Such a dependent would be left with the name
 * of an owner that is gone, and be taken for garbage. Nothing can become a dependent of it after these lists but by naming an owner that is
 * being deleted.
 */
final class Dependents {

    private static final int PAGE = 500;

    private final ApiClient client;
    private final OwnershipGraph graph;
    private final ServedResources served;

    Dependents(ApiClient client, OwnershipGraph graph, ServedResources served) {
        this.client = client;
        this.graph = graph;
        this.served = served;
    }

    Collection<Item> of(Item owner) {
        Map<String, Item> found = new LinkedHashMap<>();
        graph.dependentsOf(owner.uid()).forEach(item -> found.put(item.uid(), item));
        for (ResourceInfo resource : served.followed()) {
            if (resource.namespaced() || owner.namespace().isEmpty()) { // nobody is owned from inside a namespace but by what is in it
                listed(resource, owner, found);
            }
        }
        return found.values();
    }

    private void listed(ResourceInfo resource, Item owner, Map<String, Item> found) {
        String token = "";
        do {
            ObjectList<ObjectNode> page;
            try {
                page = client.metadata(resource).list(owner.namespace(), ListOptions.ALL.page(PAGE, token));
            } catch (ApiException e) {
                if (e.isNotFound() || e.code() == 405 || e.code() == 503) {
                    return; // it is served no more, or by a server that is not there: the graph must do
                }
                throw e;
            }
            for (ObjectNode object : page.items()) {
                Item item = Item.of(resource, object);
                if (item.ownedBy(owner.uid())) {
                    found.putIfAbsent(item.uid(), item);
                }
            }
            token = page.continueToken();
        } while (!token.isEmpty());
    }
}
