package dev.coracle.apiserver.resource.certificates;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules.PartUpdate;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** CertificateSigningRequests. Who asks is what the server knows, not what the request says. */
final class CertificateSigningRequests {

    private static final String SPEC = "certificates.v1.CertificateSigningRequestSpec";
    private static final List<String> DECISIONS = List.of("Approved", "Denied", "Failed");
    private static final int LEAST_SECONDS = 600;

    private CertificateSigningRequests() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("certificates.k8s.io", "CertificateSigningRequest").metadataChecks(2, 2)
                .prepareCreate(CertificateSigningRequests::begin)
                .prepareUpdate((context, object, old) -> object.set("spec", old.path("spec").deepCopy()))
                .validate(CertificateSigningRequests::check)
                .part(new PartUpdate("status",
                        (context, object, old) -> stamp(keepDecisions(object, old), old, ages),
                        CertificateSigningRequests::checkConditions))
                .part(new PartUpdate("approval", (context, object, old) -> decide(object, old, ages),
                        CertificateSigningRequests::checkConditions))
                .selectable("spec.signerName", object -> Trees.string(object, "spec", "signerName"))
                .column(Columns.NAME).column(ages.column())
                .column(Columns.text("SignerName", FieldDocs.of(SPEC, "signerName"),
                        Columns.at("spec", "signerName")))
                .column(Columns.text("Requestor", FieldDocs.of(SPEC, "request"), Columns.at("spec", "username")))
                .column(Columns.text("RequestedDuration", FieldDocs.of(SPEC, "expirationSeconds"),
                        object -> Trees.integer(object, "spec", "expirationSeconds")
                                .map(s -> Ages.human(Duration.ofSeconds(s))).orElse(Columns.NONE)))
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

    /** Signers write certificates, not decisions. */
    private static ObjectNode keepDecisions(ObjectNode object, ObjectNode old) {
        for (ObjectNode before : Trees.objects(old, "status", "conditions")) {
            String type = Trees.string(before, "type");
            boolean kept = Trees.objects(object, "status", "conditions").stream()
                    .anyMatch(c -> Trees.string(c, "type").equals(type));
            if (!kept && DECISIONS.contains(type)) {
                Trees.ensureArray(Trees.ensureObject(object, "status"), "conditions").add(before.deepCopy());
            }
        }
        return object;
    }

    /** Approvers write decisions, nothing else. */
    private static void decide(ObjectNode object, ObjectNode old, Ages ages) {
        ObjectNode status = Trees.ensureObject(old, "status").deepCopy();
        Trees.array(object, "status", "conditions").ifPresent(conditions -> status.set("conditions", conditions));
        object.set("spec", old.path("spec").deepCopy());
        object.set("status", status);
        stamp(object, old, ages);
    }

    private static void stamp(ObjectNode object, ObjectNode old, Ages ages) {
        String now = Meta.time(ages.now());
        for (ObjectNode condition : Trees.objects(object, "status", "conditions")) {
            if (Trees.string(condition, "status").isEmpty()) {
                condition.put("status", "True");
            }
            boolean known = Trees.objects(old, "status", "conditions").stream()
                    .anyMatch(c -> Trees.string(c, "type").equals(Trees.string(condition, "type"))
                            && Trees.string(c, "status").equals(Trees.string(condition, "status")));
            if (Trees.string(condition, "lastUpdateTime").isEmpty()) {
                condition.put("lastUpdateTime", now);
            }
            if (!known || Trees.string(condition, "lastTransitionTime").isEmpty()) {
                condition.put("lastTransitionTime", now);
            }
        }
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Place request = spec.at("request");
        if (!isCertificateRequest(request.text())) {
            request.errors().invalid(request.path(), request.text(),
                    "PEM block type must be CERTIFICATE REQUEST");
        }
        Place usages = spec.at("usages");
        usages.required("usages are required for approval");
        usages.unique("");
        Place signer = spec.at("signerName");
        if (!signer.required().empty()) {
            String[] parts = signer.text().split("/", -1);
            if (parts.length != 2) {
                signer.invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'");
            } else if (parts[0].indexOf('.') < 0) {
                signer.invalid("should be a domain with at least two segments separated by dots");
            }
        }
        Place seconds = spec.at("expirationSeconds");
        if (seconds.present() && seconds.number(0) < LEAST_SECONDS) {
            seconds.invalid("may not specify a duration less than 600 seconds (10 minutes)");
        }
    }

    private static boolean isCertificateRequest(String base64) {
        try {
            String pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.US_ASCII);
            return pem.contains("-----BEGIN CERTIFICATE REQUEST-----");
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static void checkConditions(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place conditions = Place.root(object, errors).at("status", "conditions");
        boolean approved = false;
        boolean denied = false;
        for (Place condition : conditions.items()) {
            condition.at("type").required();
            approved |= condition.at("type").is("Approved");
            denied |= condition.at("type").is("Denied");
            if (DECISIONS.contains(condition.at("type").text()) && !condition.at("status").is("True")) {
                condition.at("status").oneOf("True");
            }
        }
        conditions.unique("type");
        if (approved && denied) {
            conditions.invalid("Approved and Denied conditions are mutually exclusive");
        }
        for (ObjectNode before : Trees.objects(old, "status", "conditions")) {
            String type = Trees.string(before, "type");
            boolean gone = conditions.items().stream().noneMatch(c -> c.at("type").is(type));
            if (DECISIONS.contains(type) && gone) {
                conditions.forbidden("updates may not remove a condition of type \"" + type + "\"");
            }
        }
        if (!Trees.string(old, "status", "certificate").isEmpty()) {
            Place certificate = Place.root(object, errors).at("status", "certificate");
            if (!certificate.same(old.path("status").path("certificate"))) {
                certificate.forbidden("updates may not modify a set certificate");
            }
        }
    }

    private static Object condition(ObjectNode object) {
        List<String> types = Trees.objects(object, "status", "conditions").stream().map(c -> Trees.string(c, "type"))
                .toList();
        String decision = types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending";
        String failed = types.contains("Failed") ? ",Failed" : "";
        return decision + failed + (Trees.string(object, "status", "certificate").isEmpty() ? "" : ",Issued");
    }
}
