package dev.coracle.apiserver.review;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.request.UserInfo;
import tools.jackson.databind.node.ObjectNode;

/** A user as authentication.k8s.io/v1 UserInfo shows one. */
public final class Users {

    private Users() {}

    public static ObjectNode toTree(UserInfo user) {
        ObjectNode tree = Json.object();
        if (!user.name().isEmpty()) {
            tree.put("username", user.name());
        }
        if (!user.uid().isEmpty()) {
            tree.put("uid", user.uid());
        }
        if (!user.groups().isEmpty()) {
            user.groups().forEach(tree.putArray("groups")::add);
        }
        if (!user.extra().isEmpty()) {
            ObjectNode extra = tree.putObject("extra");
            user.extra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
        }
        return tree;
    }
}
