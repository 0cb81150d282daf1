package dev.coracle.apiserver.resource.flowcontrol;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.resource.check.Place;
import tools.jackson.databind.node.ObjectNode;

/** Conditions in the status of both kinds: all that is asked of them is a type. */
final class Conditions {

    private Conditions() {}

    static void check(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place.root(object, errors).at("status", "conditions").items().forEach(each -> each.at("type").required());
    }
}
