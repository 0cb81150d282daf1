package dev.coracle.apiserver.review;

import dev.coracle.api.meta.Meta;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.verb.VirtualResource;
import dev.coracle.base.clock.Clock;
import tools.jackson.databind.node.ObjectNode;

/** Who am I ({@code kubectl auth whoami})? */
final class SelfSubjectReviews implements VirtualResource {

    private final Clock clock;

    SelfSubjectReviews(Clock clock) {
        this.clock = clock;
    }

    @Override
    public ObjectNode create(RequestContext context, ObjectNode body) {
        Meta.of(body).put("creationTimestamp", Meta.time(clock.now()));
        body.putObject("status").set("userInfo", Users.toTree(context.user()));
        return body;
    }
}
