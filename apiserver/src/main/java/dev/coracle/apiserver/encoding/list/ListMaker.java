package dev.coracle.apiserver.encoding.list;

import dev.coracle.apiserver.response.Maker;
import dev.coracle.apiserver.storage.object.CachedObject;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** A list, item by item: of an object there is a tree only while it is printed. */
public final class ListMaker implements Maker {

    /** What is written around and between the items of a list in one encoding; asked in that order, by one thread at a time. */
    interface Frame {
        byte[] head();

        byte[] item(CachedObject object, boolean first);

        byte[] tail();
    }

    private final Frame frame;
    private final List<CachedObject> objects;
    private final boolean asText;
    private boolean begun;
    private int next;

    /** @param objects not empty @param asText whether items are printed for people */
    public ListMaker(Frame frame, List<CachedObject> objects, boolean asText) {
        this.frame = frame;
        this.objects = objects;
        this.asText = asText;
    }

    @Override
    public long weight() {
        return begun && next < objects.size() ? objects.get(next).weight(asText) : 0;
    }

    @Override
    public boolean next(ByteArrayOutputStream out) {
        if (!begun) {
            begun = true;
            out.writeBytes(frame.head());
        } else if (next < objects.size()) {
            out.writeBytes(frame.item(objects.get(next), next == 0));
            next++;
        } else {
            out.writeBytes(frame.tail());
            return false;
        }
        return true;
    }
}
