package dev.coracle.apiserver.encoding.list;

import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.protobuf.ProtobufEncoder;
import dev.coracle.apiserver.response.Maker;
import dev.coracle.apiserver.storage.object.CachedObject;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/**
 * A list in protobuf, item by item. Its length stands at its head, so each item is encoded once to be measured, and again to be sent; how long an object is in protobuf is then
 * remembered with it, and the next list goes over it once.
 */
public final class ProtobufList implements Maker {

    private final GroupVersionKind list;
    private final GroupVersionKind kind;
    private final ObjectNode metadata;
    private final List<CachedObject> objects;
    private final Function<CachedObject, ObjectNode> shown;
    private final boolean asStored;
    private final int[] lengths;
    private int measured;
    private int sent;
    private boolean begun;

    /** @param list kind of the list @param kind of its items @param asStored whether items are the stored objects themselves, and as long each time */
    public ProtobufList(GroupVersionKind list, GroupVersionKind kind, ObjectNode metadata, List<CachedObject> objects,
            Function<CachedObject, ObjectNode> shown, boolean asStored) {
        this.list = list;
        this.kind = kind;
        this.metadata = metadata;
        this.objects = objects;
        this.shown = shown;
        this.asStored = asStored;
        this.lengths = new int[objects.size()];
    }

    @Override
    public long weight() {
        int index = measured < lengths.length ? measured : sent;
        return index < lengths.length ? objects.get(index).weight(false) : 0;
    }

    @Override
    public boolean next(ByteArrayOutputStream out) {
        if (measured < lengths.length) {
            lengths[measured] = length(objects.get(measured));
            measured++;
        } else if (!begun) {
            begun = true;
            out.writeBytes(ProtobufEncoder.listHead(list, metadata, total()));
        } else if (sent < lengths.length) {
            byte[] message = message(objects.get(sent));
            if (message.length != lengths[sent]) {
                throw new IllegalStateException("an object of " + kind + " has changed its length");
            }
            sent++;
            out.writeBytes(ProtobufEncoder.listItemHead(message.length));
            out.writeBytes(message);
        } else {
            out.writeBytes(ProtobufEncoder.listTail());
            return false;
        }
        return true;
    }

    private byte[] message(CachedObject object) {
        return ProtobufEncoder.message(shown.apply(object), kind);
    }

    private int length(CachedObject object) {
        int known = asStored ? object.protobufLength() : 0;
        if (known > 0) {
            return known;
        }
        int length = message(object).length;
        if (asStored) {
            object.protobufLength(length);
        }
        return length;
    }

    private long total() {
        long sum = 0;
        for (int length : lengths) {
            sum += ProtobufEncoder.listItemHead(length).length + (long) length;
        }
        return sum;
    }
}
