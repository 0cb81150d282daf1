package dev.coracle.store.etcd.http;

import dev.coracle.base.metrics.Metrics;
import dev.coracle.store.etcd.member.Member;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** {@code /metrics} under etcd's names: what is looked up when somebody asks, beside what the services count as they go. */
final class MetricsPage {

    private final Member member;

    MetricsPage(Member member) {
        this.member = member;
    }

    Page page() {
        gauge("etcd_server_has_leader", "Whether or not a leader exists. 1 is existence, 0 is not.", 1);
        gauge("etcd_server_is_leader", "Whether or not this member is a leader. 1 if is, 0 otherwise.", 1);
        gauge("etcd_server_is_learner", "Whether or not this member is a learner. 1 if is, 0 otherwise.", 0);
        gauge("etcd_server_quota_backend_bytes", "Current backend storage quota size in bytes.", member.quotaBytes());
        gauge("etcd_mvcc_db_total_size_in_bytes", "Total size of the underlying database in bytes.", member.bytes());
        gauge("etcd_mvcc_db_total_size_in_use_in_bytes",
                "Total size of the underlying database logically in use in bytes.", member.bytesInUse());
        gauge("etcd_debugging_mvcc_current_revision", "The current revision of store.", member.store.currentRevision());
        gauge("etcd_debugging_mvcc_compact_revision", "The revision of the last compaction in store.",
                member.store.mvcc().compactRevision());
        gauge("etcd_debugging_lease_leases", "How many leases there are.", member.store.leases().ids().size());
        Metrics.gauge("etcd_server_version",
                "Which version is running. 1 for 'server_version' label with current version.",
                "server_version").labelValues(member.store.status().version()).set(1);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            Metrics.write(text);
        } catch (IOException e) {
            return Page.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, e + "\n");
        }
        return new Page(HttpResponseStatus.OK, Metrics.CONTENT_TYPE, text.toByteArray());
    }

    private static void gauge(String name, String help, double value) {
        Metrics.gauge(name, help).set(value);
    }
}
