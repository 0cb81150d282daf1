package dev.coracle.store.etcd.request;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.coracle.proto.etcdserverpb.RangeRequest.SortOrder;
import dev.coracle.proto.etcdserverpb.RangeRequest.SortTarget;
import dev.coracle.proto.etcdserverpb.RangeRequest;
import dev.coracle.proto.etcdserverpb.RangeResponse;
import dev.coracle.store.mvcc.ReadView.Found;
import dev.coracle.store.mvcc.ReadView;
import dev.coracle.store.mvcc.state.Entry;
import dev.coracle.store.mvcc.state.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Evaluates range requests: which keys, which of them pass, in which order, how many. */
public final class Ranges {

    private static final byte[] END_OF_ALL = new byte[0];

    private Ranges() {}

    /** @throws io.grpc.StatusRuntimeException for a request that means nothing */
    public static void check(RangeRequest request) {
        if (request.getKey().isEmpty()) {
            throw EtcdErrors.emptyKey();
        }
        if (request.getSortOrder() == SortOrder.UNRECOGNIZED || request.getSortTarget() == SortTarget.UNRECOGNIZED) {
            throw EtcdErrors.invalid("invalid sort option");
        }
    }

    /** Where a range ends, for the store: no end means one key, a zero byte means all to the last. */
    public static byte[] end(ByteString key, ByteString rangeEnd) {
        if (rangeEnd.isEmpty()) {
            return Arrays.copyOf(key.toByteArray(), key.size() + 1);
        }
        return rangeEnd.size() == 1 && rangeEnd.byteAt(0) == 0 ? END_OF_ALL : rangeEnd.toByteArray();
    }

    /** The answer, without a header. Values are read only of what is answered, or if they decide on it. */
    public static RangeResponse.Builder evaluate(ReadView view, RangeRequest request) {
        Operations.RANGES.inc();
        byte[] from = request.getKey().toByteArray();
        byte[] to = end(request.getKey(), request.getRangeEnd());
        RangeResponse.Builder answer = RangeResponse.newBuilder();
        if (request.getCountOnly()) {
            return answer.setCount(view.count(from, to));
        }
        long limit = request.getLimit() <= 0 ? Long.MAX_VALUE : request.getLimit();
        boolean ordered = isKeyOrder(request);
        Predicate<Version> passes = filter(request);
        List<Found> found = new ArrayList<>();
        long[] count = {0, 0};
        view.find(from, to, one -> {
            count[0]++;
            if (passes.test(one.version())) {
                count[1]++;
                if (!ordered || found.size() < limit) {
                    found.add(one);
                }
            }
            return true;
        });
        entries(view, request, found, limit).forEach(entry -> answer.addKvs(message(entry, request.getKeysOnly())));
        return answer.setMore(count[1] > limit).setCount(count[0]);
    }

    private static List<Entry> entries(ReadView view, RangeRequest request, List<Found> found, long limit) {
        if (request.getSortTarget() == SortTarget.VALUE) {
            List<Entry> entries = view.load(found);
            Comparator<Entry> order = (a, b) -> Arrays.compareUnsigned(a.value(), b.value());
            entries.sort(request.getSortOrder() == SortOrder.DESCEND ? order.reversed() : order);
            return first(entries, limit);
        }
        if (!isKeyOrder(request)) {
            found.sort(order(request));
        }
        return request.getKeysOnly() ? view.loadWithoutValues(first(found, limit)) : view.load(first(found, limit));
    }

    private static <T> List<T> first(List<T> all, long limit) {
        return all.size() > limit ? all.subList(0, (int) limit) : all;
    }

    private static boolean isKeyOrder(RangeRequest request) {
        return request.getSortTarget() == SortTarget.KEY && request.getSortOrder() != SortOrder.DESCEND;
    }

    private static boolean filters(RangeRequest request) {
        return request.getMinModRevision() != 0 || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0 || request.getMaxCreateRevision() != 0;
    }

    private static Predicate<Version> filter(RangeRequest request) {
        if (!filters(request)) {
            return version -> true;
        }
        long maxMod = request.getMaxModRevision() == 0 ? Long.MAX_VALUE : request.getMaxModRevision();
        long maxCreate = request.getMaxCreateRevision() == 0 ? Long.MAX_VALUE : request.getMaxCreateRevision();
        return kv -> kv.revision() >= request.getMinModRevision() && kv.revision() <= maxMod
                && kv.createRevision() >= request.getMinCreateRevision() && kv.createRevision() <= maxCreate;
    }

    private static Comparator<Found> order(RangeRequest request) {
        // Keys are found in their order already, and the sort is stable.
        Comparator<Found> order = switch (request.getSortTarget()) {
            case KEY, VALUE -> (a, b) -> Arrays.compareUnsigned(a.key(), b.key());
            case VERSION -> Comparator.comparingLong(found -> found.version().version());
            case CREATE -> Comparator.comparingLong(found -> found.version().createRevision());
            case MOD -> Comparator.comparingLong(found -> found.version().revision());
            case UNRECOGNIZED -> throw EtcdErrors.invalid("invalid sort option");
        };
        return request.getSortOrder() == SortOrder.DESCEND ? order.reversed() : order;
    }

    /** The bytes themselves, not a copy: the store's arrays are never written to. */
    public static ByteString bytes(byte[] shared) {
        return UnsafeByteOperations.unsafeWrap(shared);
    }

    public static dev.coracle.proto.mvccpb.KeyValue message(Entry kv, boolean keyOnly) {
        var message = dev.coracle.proto.mvccpb.KeyValue.newBuilder().setKey(bytes(kv.key()))
                .setCreateRevision(kv.createRevision()).setModRevision(kv.modRevision()).setVersion(kv.version())
                .setLease(kv.lease());
        return keyOnly ? message.build() : message.setValue(bytes(kv.value())).build();
    }
}
