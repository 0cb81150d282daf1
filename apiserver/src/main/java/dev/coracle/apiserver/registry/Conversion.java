package dev.coracle.apiserver.registry;

import dev.coracle.api.naming.GroupVersion;
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

    /** The object in version {@code to}, apiVersion and kind included. */
    ObjectNode convert(ObjectNode object, GroupVersion to);
}
