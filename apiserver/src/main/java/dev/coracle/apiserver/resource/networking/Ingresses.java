package dev.coracle.apiserver.resource.networking;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Ingresses. */
final class Ingresses {

    private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
    private static final int HOSTS_SHOWN = 3;

    private Ingresses() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("networking.k8s.io", "Ingress").metadataChecks(2, 2).validate(Ingresses::check)
                .warn(Ingresses::warn)
                .generation(Generation.SPEC).status(Ingresses::checkStatus).column(Columns.NAME)
                .column(Columns.text("Class",
                        "The name of the IngressClass resource that should be used for additional configuration",
                        Ingresses::className))
                .column(Columns.text("Hosts",
                        "Hosts that incoming requests are matched against before the ingress rule",
                        Ingresses::hosts))
                .column(Columns.text("Address",
                        "Address is a list containing ingress points for the load-balancer", Ingresses::addresses))
                .column(Columns.text("Ports", "Ports of TLS configurations that open",
                        object -> Trees.objects(object, "spec", "tls").isEmpty() ? "80" : "80, 443"))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        if (spec.at("rules").empty() && !spec.at("defaultBackend").present()) {
            spec.errors().invalid(spec.path(), NullNode.getInstance(),
                    "either `defaultBackend` or `rules` must be specified");
        }
        if (spec.at("defaultBackend").present()) {
            backend(spec.at("defaultBackend"));
        }
        for (Place rule : spec.at("rules").items()) {
            host(rule.at("host"));
            if (rule.at("http").present()) {
                rule.at("http", "paths").required();
                rule.at("http", "paths").items().forEach(Ingresses::path);
            }
        }
        for (Place tls : spec.at("tls").items()) {
            for (Place host : tls.at("hosts").items()) {
                if (host.empty()) {
                    Names.dnsSubdomain("").forEach(host::invalidText);
                }
                host(host);
            }
            tls.at("secretName").named(Names::dnsSubdomain);
        }
        Place className = spec.at("ingressClassName");
        if (className.present()) {
            Names.dnsSubdomain(className.text()).forEach(className::invalidText);
        }
    }

    private static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        List<String> before = Trees.objects(old, "status", "loadBalancer", "ingress").stream()
                .map(entry -> Trees.string(entry, "ip")).toList();
        for (Place entry : Place.root(object, errors).at("status", "loadBalancer", "ingress").items()) {
            if (!entry.at("ip").empty()) {
                Addresses.address(entry.at("ip"), before);
            }
            Place hostname = entry.at("hostname").named(Names::dnsSubdomain);
            if (Addresses.isAddress(hostname.text())) {
                hostname.invalid("must be a DNS name, not an IP address");
            }
        }
    }

    private static void host(Place host) {
        if (host.empty()) {
            return;
        }
        if (Addresses.isAddress(host.text())) {
            host.invalid("must be a DNS name, not an IP address");
        } else if (host.text().startsWith("*.")) {
            Names.dnsSubdomain(host.text().substring(2)).forEach(host::invalid);
        } else {
            host.named(Names::dnsSubdomain);
        }
    }

    private static void path(Place path) {
        Place type = path.at("pathType");
        if (!type.present()) {
            type.required("pathType must be specified");
            return;
        }
        type.exactlyOneOf("Exact", "ImplementationSpecific", "Prefix");
        Place value = path.at("path");
        boolean strict = type.is("Exact") || type.is("Prefix");
        if ((strict || !value.empty()) && !value.text().startsWith("/")) {
            value.invalidText("must be an absolute path");
        } else if (strict) {
            for (String bad : List.of("//", "/./", "/../", "%2f", "%2F")) {
                if (value.text().contains(bad)) {
                    value.invalid("must not contain '" + bad + "'");
                }
            }
        }
        backend(path.at("backend"));
    }

    private static void backend(Place backend) {
        Place service = backend.at("service");
        boolean resource = backend.at("resource").present();
        if (resource && service.present()) {
            backend.errors().invalid(backend.path(), "", "cannot set both resource and service backends");
        } else if (resource) {
            IngressClasses.reference(backend.at("resource"));
        } else if (!service.present()) {
            backend.errors().invalid(backend.path(), "", "resource or service backend is required");
        } else {
            service.at("name").requiredNamed(Names::dnsLabel);
            boolean named = !service.at("port", "name").empty();
            boolean numbered = service.at("port", "number").number(0) != 0;
            if (named && numbered) {
                backend.errors().invalid(backend.path(), "", "cannot set both port name & port number");
            } else if (named) {
                service.at("port", "name").named(Names::portName);
            } else if (numbered) {
                service.at("port", "number").port();
            } else {
                backend.errors().required(backend.path(), "port name or number is required");
            }
        }
    }

    private static void warn(ObjectNode object, Consumer<String> out) {
        if (Meta.annotations(object).containsKey(CLASS_ANNOTATION)) {
            out.accept("annotation \"" + CLASS_ANNOTATION
                    + "\" is deprecated, please use 'spec.ingressClassName' instead");
        }
    }

    private static Object className(ObjectNode object) {
        String name = Trees.string(object, "spec", "ingressClassName");
        return name.isEmpty() ? Meta.annotations(object).getOrDefault(CLASS_ANNOTATION, Columns.NONE) : name;
    }

    private static Object hosts(ObjectNode object) {
        List<String> hosts = Trees.objects(object, "spec", "rules").stream().map(rule -> Trees.string(rule, "host"))
                .filter(host -> !host.isEmpty()).toList();
        if (hosts.isEmpty()) {
            return "*";
        }
        String first = String.join(",", hosts.subList(0, Math.min(HOSTS_SHOWN, hosts.size())));
        return hosts.size() > HOSTS_SHOWN ? first + " + " + (hosts.size() - HOSTS_SHOWN) + " more..." : first;
    }

    private static Object addresses(ObjectNode object) {
        return String.join(",", Trees.objects(object, "status", "loadBalancer", "ingress").stream()
                .flatMap(i -> Stream.of(Trees.string(i, "ip"), Trees.string(i, "hostname")))
                .filter(text -> !text.isEmpty()).toList());
    }
}
