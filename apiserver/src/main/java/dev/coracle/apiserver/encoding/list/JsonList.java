package dev.coracle.apiserver.encoding.list;

import dev.coracle.apiserver.response.Slice;
import dev.coracle.apiserver.storage.object.CachedObject;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/** A list in JSON as pieces of the cache's own bytes, which are looked up when they are written: what it holds is the list of its objects. */
public final class JsonList extends AbstractList<Slice> implements RandomAccess {

    private static final Slice COMMA_BRACE = ascii(",{");
    private static final Slice BRACE = ascii("{");
    private static final Slice COMMA = ascii(",");
    private static final Slice NOTHING = ascii("");
    private static final Slice END = ascii("]}\n");

    private final Slice head;
    private final List<CachedObject> objects;
    private final boolean custom;

    /** @param custom whether items say their kind: those of custom resources do */
    public JsonList(String head, List<CachedObject> objects, boolean custom) {
        this.head = Slice.of(head.getBytes(StandardCharsets.UTF_8));
        this.objects = objects;
        this.custom = custom;
    }

    private static Slice ascii(String text) {
        return Slice.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public int size() {
        return 2 + 3 * objects.size();
    }

    @Override
    public Slice get(int index) {
        if (index == 0) {
            return head;
        }
        int item = (index - 1) / 3;
        if (item == objects.size()) {
            return END;
        }
        return switch ((index - 1) % 3) {
            case 0 -> before(item);
            case 1 -> custom ? objects.get(item).head() : objects.get(item).headFromMetadata();
            default -> objects.get(item).rest();
        };
    }

    private Slice before(int item) {
        if (custom) {
            return item == 0 ? NOTHING : COMMA;
        }
        return item == 0 ? BRACE : COMMA_BRACE;
    }

    /** Of all pieces together. */
    public long length() {
        long sum = head.length() + END.length();
        for (int i = 0; i < objects.size(); i++) {
            CachedObject object = objects.get(i);
            sum += before(i).length() + (custom ? object.length() : object.lengthFromMetadata());
        }
        return sum;
    }
}
