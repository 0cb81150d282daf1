package dev.coracle.apiserver.connect;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.proxy.Backend;
import dev.coracle.apiserver.registry.Objects;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where {@code proxy} of pods, services and nodes leads: to addresses that pods and nodes have, and not to whatever an object of a user's names. Source: kube-apiserver's ResourceLocation.
 */
final class ProxyTargets {

    static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource ENDPOINTS = new GroupResource("", "endpoints");

    /** @param kubelet whether it is the kubelet itself, which gets to see this server's certificate */
    record Target(Backend backend, boolean kubelet) {}

    /** The name in a path may be {@code scheme:name:port}, {@code name:port} or {@code name}. */
    private record Place(String scheme, String name, String port) {
        static Place of(String resource, String text) {
            String[] parts = text.split(":", -1);
            Place place = switch (parts.length) {
                case 1 -> new Place("", parts[0], "");
                case 2 -> new Place("", parts[0], parts[1]);
                case 3 -> new Place(parts[0], parts[1], parts[2]);
                default -> new Place("", "", "");
            };
            if (place.name.isEmpty() || !Set.of("", "http", "https").contains(place.scheme)) {
                throw StatusException.badRequest("invalid " + resource + " request \"" + text + "\"");
            }
            return place;
        }

        boolean https() {
            return scheme.equals("https");
        }

        Backend at(String host, String chosenPort) {
            int number = chosenPort.matches("[0-9]{1,5}") ? Integer.parseInt(chosenPort) : 0;
            if (number < 1 || number > 65535) {
                throw StatusException.badRequest("invalid port \"" + chosenPort + "\"");
            }
            return new Backend(https() ? "https" : "http", host, number);
        }
    }

    private final Objects objects;
    private final Kubelets kubelets;

    ProxyTargets(Objects objects, Kubelets kubelets) {
        this.objects = objects;
        this.kubelets = kubelets;
    }

    Target of(String resource, String namespace, String name) {
        return switch (resource) {
            case "pods" -> new Target(pod(namespace, Place.of("pod", name)), false);
            case "services" -> new Target(service(namespace, name, Place.of("service", name)), false);
            default -> node(Place.of("node", name));
        };
    }

    private ObjectNode object(GroupResource resource, String namespace, String name) {
        return objects.get(resource, namespace, name).orElseThrow(() -> StatusException.notFound(resource, name));
    }

    private Backend pod(String namespace, Place place) {
        ObjectNode pod = object(PODS, namespace, place.name());
        String address = Trees.string(pod, "status", "podIP");
        if (!isAddress(address) || !isPublic(address)) {
            throw StatusException.badRequest("address not allowed");
        }
        Optional<Long> declared = Trees.objects(pod, "spec", "containers").stream()
                .flatMap(c -> Trees.objects(c, "ports").stream())
                .flatMap(p -> Trees.integer(p, "containerPort").stream()).findFirst();
        String usual = declared.map(String::valueOf).orElse(place.https() ? "443" : "80");
        return place.at(address, place.port().isEmpty() ? usual : place.port());
    }

    private static boolean isAddress(String text) {
        return text.matches("[0-9.]+") || text.indexOf(':') >= 0;
    }

    /** Neither this machine itself nor a link that only it sees. */
    private static boolean isPublic(String host) {
        try {
            InetAddress[] all = InetAddress.getAllByName(host);
            for (InetAddress address : all) {
                if (address.isLoopbackAddress() || address.isLinkLocalAddress() || address.isMulticastAddress()
                        || address.isAnyLocalAddress()) {
                    return false;
                }
            }
            return all.length > 0;
        } catch (UnknownHostException e) {
            throw StatusException.badRequest("lookup " + host + ": no such host");
        }
    }

    private Target node(Place place) {
        Backend kubelet = kubelets.of(place.name()).backend();
        boolean itself = place.port().isEmpty() || place.port().equals(Integer.toString(kubelet.port()));
        if (itself) {
            return new Target(kubelet, true); // simulated nodes are on this machine
        }
        if (!isPublic(kubelet.host())) {
            throw StatusException.badRequest("address not allowed");
        }
        return new Target(place.at(kubelet.host(), place.port()), false);
    }

    private Backend service(String namespace, String shown, Place place) {
        ObjectNode service = object(SERVICES, namespace, place.name());
        String portName = portName(service, place);
        Optional<ObjectNode> endpoints = objects.get(ENDPOINTS, namespace, place.name());
        List<ObjectNode> subsets = new ArrayList<>(
                endpoints.map(e -> Trees.objects(e, "subsets")).orElse(List.of()));
        Collections.shuffle(subsets);
        for (ObjectNode subset : subsets) {
            for (ObjectNode port : Trees.objects(subset, "ports")) {
                if (Trees.string(port, "name").equals(portName)) {
                    Optional<String> address = podAddress(namespace, subset);
                    if (address.isPresent()) {
                        return place.at(address.get(), Long.toString(Trees.integer(port, "port").orElse(80L)));
                    }
                }
            }
        }
        throw StatusException.serviceUnavailable("no endpoints available for service \"" + shown + "\"");
    }

    private static String portName(ObjectNode service, Place place) {
        if (!place.port().matches("[0-9]{1,18}")) {
            return place.port();
        }
        long number = Long.parseLong(place.port());
        return Trees.objects(service, "spec", "ports").stream()
                .filter(port -> Trees.integer(port, "port").orElse(0L) == number)
                .map(port -> Trees.string(port, "name")).findFirst()
                .orElseThrow(() -> StatusException.serviceUnavailable("no service port " + number
                        + " found for service \"" + place.name() + "\""));
    }

    /** One of the addresses, if it is a pod's of this namespace: anybody may write endpoints. */
    private Optional<String> podAddress(String namespace, ObjectNode subset) {
        List<ObjectNode> addresses = new ArrayList<>(Trees.objects(subset, "addresses"));
        Collections.shuffle(addresses);
        return addresses.stream().filter(address -> isOfPod(namespace, address)).map(a -> Trees.string(a, "ip"))
                .findFirst();
    }

    private boolean isOfPod(String namespace, ObjectNode address) {
        if (!Trees.string(address, "targetRef", "namespace").equals(namespace)) {
            return false;
        }
        String ip = Trees.string(address, "ip");
        return objects.get(PODS, namespace, Trees.string(address, "targetRef", "name"))
                .map(pod -> Trees.string(pod, "status", "podIP").equals(ip)
                        || Trees.objects(pod, "status", "podIPs").stream()
                                .anyMatch(one -> Trees.string(one, "ip").equals(ip)))
                .orElse(false);
    }
}
