package dev.coracle.apiserver.bootstrap;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * The service {@code default/kubernetes}, by which pods reach the API server, with its endpoints. One API server is assumed: its
 * address replaces what is there.
 */
final class KubernetesService {

    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource ENDPOINTS = new GroupResource("", "endpoints");
    private static final GroupResource SLICES = new GroupResource("discovery.k8s.io", "endpointslices");
    private static final String NAME = "kubernetes";

    private final Ensure ensure;
    private final String clusterIp;
    private final int port;

    /** @param serviceRange in CIDR form; its first address is the service's */
    KubernetesService(Objects objects, String serviceRange, int port) {
        this.ensure = new Ensure(objects);
        this.clusterIp = firstAddress(serviceRange);
        this.port = port;
    }

    void service() {
        ObjectNode tree = SystemObjects.start("v1", "Service", "default", NAME);
        Trees.ensureObject(tree, "metadata", "labels").put("component", "apiserver").put("provider", "kubernetes");
        ObjectNode spec = tree.putObject("spec").put("clusterIP", clusterIp).put("type", "ClusterIP");
        spec.putArray("clusterIPs").add(clusterIp);
        spec.putArray("ipFamilies").add(family(clusterIp));
        spec.put("ipFamilyPolicy", "SingleStack").put("sessionAffinity", "None").put("internalTrafficPolicy",
                "Cluster");
        spec.putArray("ports").addObject().put("name", "https").put("port", 443).put("protocol", "TCP")
                .put("targetPort", port);
        ensure.present(SERVICES, tree, found -> {
            Trees.objects(found, "spec", "ports").stream()
                    .filter(p -> Trees.string(p, "name").equals("https")).forEach(p -> p.put("targetPort", port));
            return found;
        });
    }

    /** @param address of this API server; not a loopback address, which endpoints can't have */
    void endpoints(String address) {
        UnaryOperator<ObjectNode> fillEndpoints = tree -> {
            Trees.ensureObject(tree, "metadata", "labels").put("endpointslice.kubernetes.io/skip-mirror", "true");
            ObjectNode subset = tree.putArray("subsets").addObject();
            subset.putArray("addresses").addObject().put("ip", address);
            subset.putArray("ports").addObject().put("name", "https").put("port", port).put("protocol", "TCP");
            return tree;
        };
        ensure.present(ENDPOINTS, fillEndpoints.apply(SystemObjects.start("v1", "Endpoints", "default", NAME)),
                fillEndpoints);
        UnaryOperator<ObjectNode> fillSlice = tree -> {
            Trees.ensureObject(tree, "metadata", "labels").put("kubernetes.io/service-name", NAME);
            tree.put("addressType", family(address));
            ObjectNode endpoint = tree.putArray("endpoints").addObject();
            endpoint.putArray("addresses").add(address);
            endpoint.putObject("conditions").put("ready", true);
            tree.putArray("ports").addObject().put("name", "https").put("port", port).put("protocol", "TCP");
            return tree;
        };
        ensure.present(SLICES,
                fillSlice.apply(SystemObjects.start("discovery.k8s.io/v1", "EndpointSlice", "default", NAME)),
                fillSlice);
    }

    private static String family(String address) {
        return address.indexOf(':') < 0 ? "IPv4" : "IPv6";
    }

    /** The first address after the network's own. */
    static String firstAddress(String range) {
        String network = range.split("/", 2)[0];
        try {
            byte[] bytes = InetAddress.getByName(network).getAddress();
            byte[] next = new BigInteger(1, bytes).add(BigInteger.ONE).toByteArray();
            byte[] address = new byte[bytes.length];
            int length = Math.min(next.length, bytes.length);
            System.arraycopy(next, next.length - length, address, bytes.length - length, length);
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("--service-cluster-ip-range " + range + " is no CIDR range", e);
        }
    }

    /** The addresses of a machine that others can reach it by, IPv4 first. */
    static List<String> reachable(List<InetAddress> addresses) {
        return addresses.stream()
                .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress() && !a.isAnyLocalAddress()
                        && !a.isMulticastAddress())
                .sorted((a, b) -> Integer.compare(a.getAddress().length, b.getAddress().length))
                .map(a -> Arrays.asList(a.getHostAddress().split("%", 2)).getFirst()).toList();
    }
}
