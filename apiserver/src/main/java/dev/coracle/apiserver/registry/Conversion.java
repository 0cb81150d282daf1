package dev.coracle.apiserver.registry;

import dev.coracle.api.naming.GroupVersion;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** From a served version to the stored one and back, without loss. Changes and returns the tree it is given. */
public interface Conversion {

    /** Between versions that differ in nothing but their name. */
    Conversion NONE = new Conversion() {
        @Override
        public ObjectNode convert(ObjectNode object, GroupVersion to) {
            return object.put("apiVersion", to.toString());
        }
    };

    /**
     * The object in version {@code to}, apiVersion and kind included.
     *
     * @throws dev.coracle.api.status.StatusException (500) if somebody outside converts, and cannot
     */
    ObjectNode convert(ObjectNode object, GroupVersion to);

    /** The same for many, in their order: whoever is asked outside is asked once. */
    default List<ObjectNode> convertAll(List<ObjectNode> objects, GroupVersion to) {
        return objects.stream().map(object -> convert(object, to)).toList();
    }

    /**
     * Whether somebody outside converts. Then objects stay in the store in the version that they were written in, and are worked on in the
     * served version.
     */
    default boolean outside() {
        return false;
    }
}
