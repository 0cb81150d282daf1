package dev.coracle.apiserver.encoding;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.protobuf.ProtobufDecoder;
import dev.coracle.api.protobuf.ProtobufEncoder;
import dev.coracle.api.status.StatusException;
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

    static byte[] watchFrame(String type, ObjectNode object) {
        return ProtobufEncoder.watchFrame(type, encode(object));
    }

    private static StatusException notAcceptable() {
        return Negotiation.notAcceptable("application/json, application/yaml, application/json;stream=watch");
    }
}
