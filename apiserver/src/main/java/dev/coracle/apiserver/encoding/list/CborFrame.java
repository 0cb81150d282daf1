package dev.coracle.apiserver.encoding.list;

import dev.coracle.api.cbor.CborEncoder;
import dev.coracle.apiserver.storage.object.CachedObject;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** Lists in CBOR: how many items there are stands before them, and nothing says how long they are. */
public final class CborFrame implements ListMaker.Frame {

    private final CborEncoder.Around around;
    private final Function<CachedObject, ObjectNode> shown;

    /** @param empty the list without an item */
    public CborFrame(ObjectNode empty, int count, Function<CachedObject, ObjectNode> shown) {
        this.around = CborEncoder.around(empty, "items", count);
        this.shown = shown;
    }

    @Override
    public byte[] head() {
        return around.head();
    }

    @Override
    public byte[] item(CachedObject object, boolean first) {
        return around.item(shown.apply(object));
    }

    @Override
    public byte[] tail() {
        return around.tail();
    }
}
