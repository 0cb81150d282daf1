package dev.coracle.apiserver.resource.apiregistration;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import tools.jackson.databind.node.ObjectNode;

/** APIServices. */
final class ApiServices {

    private static final long MAX_GROUP_PRIORITY = 20000;
    private static final long MAX_VERSION_PRIORITY = 1000;

    private ApiServices() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("apiregistration.k8s.io", "APIService").plainFinalizers().named(Names::pathSegment)
                .conditionalUpdateOnly()
                .defaults(object -> Trees.object(object, "spec", "service")
                        .ifPresent(service -> Trees.setDefault(service, "port", 443)))
                .validate(ApiServices::check).status((object, old, errors) -> Place.root(object, errors)
                        .at("status", "conditions").items()
                        .forEach(condition -> condition.at("status").exactlyOneOf("True", "False", "Unknown")))
                .column(Columns.NAME)
                .column(Columns.text("Service", "The reference to the service that hosts this API endpoint.",
                        object -> Trees.object(object, "spec", "service")
                                .map(s -> Trees.string(s, "namespace") + "/" + Trees.string(s, "name"))
                                .orElse("Local")))
                .column(Columns.text("Available", "Whether this service is available.", ApiServices::available))
                .column(ages.column()).build();
    }

    private static Object available(ObjectNode object) {
        return Trees.objects(object, "status", "conditions").stream()
                .filter(c -> Trees.string(c, "type").equals("Available")).findFirst().map(c -> {
                    String status = Trees.string(c, "status");
                    return status.equals("True") ? status : status + " (" + Trees.string(c, "reason") + ")";
                }).orElse("Unknown");
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place service = Place.root(object, errors);
        Place spec = service.at("spec");
        String wanted = spec.at("version").text() + "." + spec.at("group").text();
        if (!Meta.name(object).isEmpty() && !Meta.name(object).equals(wanted)) {
            service.at("metadata", "name").invalidText("must be `spec.version+\".\"+spec.group`: \"" + wanted + "\"");
        }
        if (!spec.at("group").empty()) {
            spec.at("group").named(Names::dnsSubdomain);
        } else if (!spec.at("version").is("v1")) {
            spec.at("group").required("only v1 may have an empty group and it better be legacy kube");
        }
        Names.dns1035Label(spec.at("version").text()).forEach(spec.at("version")::invalidText);
        range(spec.at("groupPriorityMinimum"), MAX_GROUP_PRIORITY);
        range(spec.at("versionPriority"), MAX_VERSION_PRIORITY);
        Place target = spec.at("service");
        boolean unverified = spec.at("insecureSkipTLSVerify").isTrue();
        if (target.present()) {
            target.at("namespace").required();
            target.at("name").required();
            Names.portNumber(target.at("port").number(443))
                    .forEach(wrong -> target.at("port").invalid("port is not valid: " + wrong));
            if (unverified && !spec.at("caBundle").empty()) {
                spec.at("insecureSkipTLSVerify").invalid("may not be true if caBundle is present");
            }
        } else {
            if (!spec.at("caBundle").empty()) {
                spec.at("caBundle").invalid("local APIServices may not have a caBundle");
            }
            if (unverified) {
                spec.at("insecureSkipTLSVerify").invalid("local APIServices may not have insecureSkipTLSVerify");
            }
        }
    }

    private static void range(Place priority, long most) {
        long value = priority.number(0);
        if (value <= 0 || value > most) {
            priority.errors().invalid(priority.path(), value, "must be positive and less than " + most);
        }
    }
}
