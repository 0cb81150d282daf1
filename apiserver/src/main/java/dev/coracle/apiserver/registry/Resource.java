package dev.coracle.apiserver.registry;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.schema.Schema;

/**
 * One resource in one served version.
 *
 * @param schema         of the served version
 * @param storageVersion the version in which objects are kept
 * @param storedAs       whose objects these are: for a resource served in two groups (events), the group and resource under which it is stored
 * @param keyPrefix      where objects stand in the store, such as {@code /registry/pods/}
 * @param custom         whether a CustomResourceDefinition made it
 */
public record Resource(ResourceInfo info, Schema schema, KindRules rules, Conversion conversion,
        GroupVersion storageVersion, GroupResource storedAs, String keyPrefix, boolean custom) {

    /** The schema with the metadata that every object has, which definitions of custom kinds leave out. */
    public Schema fullSchema() {
        return custom ? schema.withObjectFields(Catalogue.builtIn()::definition) : schema;
    }

    public boolean namespaced() {
        return info.namespaced();
    }
}
