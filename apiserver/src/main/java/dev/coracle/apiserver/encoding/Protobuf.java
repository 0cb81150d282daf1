package dev.coracle.apiserver.encoding;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.protobuf.ProtobufDecoder;
import dev.coracle.api.protobuf.ProtobufEncoder;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.encoding.list.ProtobufList;
import dev.coracle.apiserver.response.Maker;
import dev.coracle.apiserver.storage.object.CachedObject;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' protobuf encoding, where a kind has one: custom ones have not. */
final class Protobuf {

    private Protobuf() {}

    static boolean begins(byte[] body) {
        return body.length >= 4 && body[0] == 'k' && body[1] == '8' && body[2] == 's' && body[3] == 0;
    }

    static ObjectNode decode(byte[] body) {
        return ProtobufDecoder.decode(body);
    }

    static byte[] encode(ObjectNode object) {
        GroupVersionKind kind = Meta.kind(object);
        if (!ProtobufEncoder.knows(kind)) {
            throw notAcceptable();
        }
        return ProtobufEncoder.encode(object);
    }

    /** @param empty the list without an item @param asStored whether items are the stored objects themselves */
    static Maker list(ObjectNode empty, List<CachedObject> objects, Function<CachedObject, ObjectNode> shown,
            boolean asStored) {
        GroupVersionKind list = Meta.kind(empty);
        GroupVersionKind item = new GroupVersionKind(list.group(), list.version(),
                list.kind().substring(0, list.kind().length() - "List".length()));
        if (!ProtobufEncoder.knows(list) || !ProtobufEncoder.knows(item)) {
            throw notAcceptable();
        }
        return new ProtobufList(list, item, Trees.ensureObject(empty, "metadata"), objects, shown, asStored);
    }

    static byte[] watchFrame(String type, ObjectNode object) {
        return ProtobufEncoder.watchFrame(type, encode(object));
    }

    private static StatusException notAcceptable() {
        return Negotiation.notAcceptable("application/json, application/yaml, application/json;stream=watch");
    }
}
