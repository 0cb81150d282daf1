package dev.coracle.apiserver.verb.write;

import dev.coracle.api.apply.FieldManager;
import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.apply.Versions;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionResource;
import dev.coracle.api.schema.Schema;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/** One field manager for each served kind and path, made when first needed. */
public final class FieldManagers {

    private static final int LIMIT = 500;

    private record Key(Schema schema, String subresource) {}

    private final Resources resources;
    private final Map<Key, FieldManager> known = new ConcurrentHashMap<>();

    public FieldManagers(Resources resources) {
        this.resources = resources;
    }

    public FieldManager of(Resource resource, String subresource) {
        if (known.size() > LIMIT) {
            known.clear(); // schemas of CustomResourceDefinitions that have changed
        }
        return known.computeIfAbsent(new Key(resource.schema(), subresource), key -> made(resource, subresource));
    }

    private FieldManager made(Resource resource, String subresource) {
        List<String> reset = new ArrayList<>();
        if (subresource.isEmpty()) {
            reset.addAll(resource.rules().resetFields());
            if (resource.rules().statusApart()) {
                reset.add("status");
            }
        } else if (subresource.equals("status")) {
            reset.add("spec");
        }
        return new FieldManager(resource.info().groupVersionKind(), resource.fullSchema(), subresource,
                FieldSet.ofDotted(reset), versions(resource));
    }

    private Versions versions(Resource resource) {
        return (object, apiVersion) -> {
            GroupVersion wanted = GroupVersion.parse(apiVersion);
            return resources
                    .find(new GroupVersionResource(wanted.group(), wanted.version(), resource.info().resource()))
                    .flatMap(other -> converted(resource, other, object));
        };
    }

    private static Optional<Versions.Versioned> converted(Resource resource, Resource other, ObjectNode object) {
        if (!other.storedAs().equals(resource.storedAs())) {
            return Optional.empty();
        }
        return Optional.of(new Versions.Versioned(
                resource.conversion().convert(object.deepCopy(), other.info().groupVersion()), other.fullSchema()));
    }
}
