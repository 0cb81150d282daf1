package dev.coracle.apiserver.resource.core.service.allocation;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import tools.jackson.databind.node.ObjectNode;

/** Of what a service asked for. */
final class Refusal {

    private static final GroupKind SERVICE = new GroupKind("", "Service");

    private Refusal() {}

    static StatusException of(ObjectNode service, FieldPath path, Object value, String why) {
        FieldErrors errors = new FieldErrors();
        errors.invalid(path, value, why);
        return StatusException.invalid(SERVICE, Meta.name(service), errors);
    }
}
