package dev.coracle.kubelet;

/**
 * How the nodes of a kubelet process are.
 *
 * @param nodes          how many nodes it plays, 0 or more
 * @param nodeNamePrefix followed by 0, 1, …; with one node and a name given, that name
 * @param port           where logs are served; what the nodes tell the API server
 * @param cpu            what each node offers, as a quantity
 */
public record KubeletOptions(int nodes, String nodeNamePrefix, String hostname, String address, int port, String cpu,
        String memory, int maxPods,
        String runtimeVersion) {

    public String nodeName(int index) {
        return !hostname.isEmpty() && nodes == 1 ? hostname : nodeNamePrefix + index;
    }
}
