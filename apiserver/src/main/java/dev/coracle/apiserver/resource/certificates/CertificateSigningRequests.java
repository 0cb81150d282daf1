package dev.coracle.apiserver.resource.certificates;

import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.PartUpdate;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import dev.coracle.base.clock.HumanDuration;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** CertificateSigningRequests. Who asks is what the server knows, not what the request says. */
final class CertificateSigningRequests {

    private static final String SPEC = "certificates.v1.CertificateSigningRequestSpec";

    private CertificateSigningRequests() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("certificates.k8s.io", "CertificateSigningRequest").metadataChecks(2, 2)
                .prepareCreate(CertificateSigningRequests::begin)
                .prepareUpdate((context, object, old) -> object.set("spec", old.path("spec").deepCopy()))
                .named(Names::pathSegment).validate(SigningRequestChecks::check).resetField("spec")
                .resetField("status")
                .part(new PartUpdate("status", (context, object, old) -> Decisions.bySigner(object, old, ages),
                        Decisions::checkBySigner))
                .part(new PartUpdate("approval", (context, object, old) -> Decisions.byApprover(object, old, ages),
                        Decisions::checkByApprover))
                .selectable("spec.signerName", object -> Trees.string(object, "spec", "signerName"))
                .column(Columns.NAME).column(ages.column())
                .column(Columns.text("SignerName", FieldDocs.of(SPEC, "signerName"),
                        Columns.at("spec", "signerName")))
                .column(Columns.text("Requestor", FieldDocs.of(SPEC, "request"), Columns.at("spec", "username")))
                .column(Columns.text("RequestedDuration", FieldDocs.of(SPEC, "expirationSeconds"),
                        object -> Trees.integer(object, "spec", "expirationSeconds")
                                .map(s -> HumanDuration.format(Duration.ofSeconds(s))).orElse(Columns.NONE)))
                .column(Columns.text("Condition",
                        FieldDocs.of("certificates.v1.CertificateSigningRequestStatus", "conditions"),
                        CertificateSigningRequests::condition))
                .build();
    }

    private static void begin(RequestContext context, ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        UserInfo user = context.user();
        spec.remove(List.of("uid", "extra", "groups"));
        spec.put("username", user.name());
        if (!user.uid().isEmpty()) {
            spec.put("uid", user.uid());
        }
        if (!user.groups().isEmpty()) {
            ArrayNode groups = spec.putArray("groups");
            user.groups().forEach(groups::add);
        }
        if (!user.extra().isEmpty()) {
            ObjectNode extra = spec.putObject("extra");
            user.extra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
        }
        object.putObject("status");
    }

    private static Object condition(ObjectNode object) {
        List<String> types = Trees.objects(object, "status", "conditions").stream().map(c -> Trees.string(c, "type"))
                .toList();
        String decision = types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending";
        String failed = types.contains("Failed") ? ",Failed" : "";
        return decision + failed + (Trees.string(object, "status", "certificate").isEmpty() ? "" : ",Issued");
    }
}
