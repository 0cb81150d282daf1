package dev.coracle.store.etcd.snapshot;

import dev.coracle.proto.leasepb.Lease;
import dev.coracle.store.etcd.bolt.BoltWriter;
import dev.coracle.store.etcd.bolt.TreeWriter;
import dev.coracle.store.mvcc.Checkpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A history in the buckets that etcd's database has. Those that a restored etcd fills itself (members, users) are there and empty: etcd takes a
 * database without them for damaged.
 *
 * @param member the id that {@code meta} names as the only voter; restoring replaces it
 * @param term   of the Raft log, likewise
 */
record SnapshotContents(Checkpoint history, long member, long term) implements BoltWriter.Contents {

    @Override
    public void writeTo(BoltWriter file) throws IOException {
        for (String empty : List.of("alarm", "auth", "authRoles", "authUsers", "cluster")) {
            file.bucket(empty, bucket -> {});
        }
        file.bucket("key", this::records);
        file.bucket("lease", this::leases);
        file.bucket("members", bucket -> {});
        file.bucket("members_removed", bucket -> {});
        file.bucket("meta", this::meta);
    }

    private void records(TreeWriter bucket) throws IOException {
        try {
            history.records(found -> {
                EtcdRecord record = EtcdRecord.of(found);
                try {
                    bucket.add(record.name(), record.value());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void leases(TreeWriter bucket) throws IOException {
        List<Checkpoint.Lease> ordered = history.leases().stream()
                .sorted((a, b) -> Long.compareUnsigned(a.id(), b.id())).toList();
        for (Checkpoint.Lease lease : ordered) {
            bucket.add(number(lease.id()),
                    Lease.newBuilder().setID(lease.id()).setTTL(lease.seconds()).build().toByteArray());
        }
    }

    private void meta(TreeWriter bucket) throws IOException {
        String voters = "{\"voters\":[" + Long.toUnsignedString(member) + "],\"auto_leave\":false}";
        bucket.add(name("confState"), voters.getBytes(StandardCharsets.US_ASCII));
        // The place in the log that the data is from: one entry for each revision comes near enough.
        bucket.add(name("consistent_index"), number(history.revision()));
        if (history.compacted() > 0) {
            bucket.add(name("finishedCompactRev"), EtcdRecord.name(history.compacted(), 0));
            bucket.add(name("scheduledCompactRev"), EtcdRecord.name(history.compacted(), 0));
        }
        bucket.add(name("term"), number(term));
    }

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }
}
