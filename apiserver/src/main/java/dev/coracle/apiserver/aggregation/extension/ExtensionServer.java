package dev.coracle.apiserver.aggregation.extension;

import dev.coracle.api.meta.Conditions;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an APIService says of who serves its group version.
 *
 * @param caBundle  PEM in base64; empty for the machine's own authorities
 * @param insecure  whether its certificate is not looked at
 * @param available as its condition says
 */
public record ExtensionServer(String name, String group, String version, String namespace, String service, int port,
        String caBundle, boolean insecure, int groupPriority, int versionPriority, boolean available) {

    /** Empty if the group version is served here. */
    public static Optional<ExtensionServer> of(ObjectNode apiService) {
        return Trees.object(apiService, "spec", "service").map(service -> new ExtensionServer(Meta.name(apiService),
                Trees.string(apiService, "spec", "group"), Trees.string(apiService, "spec", "version"),
                Trees.string(service, "namespace"), Trees.string(service, "name"),
                Trees.integer(service, "port").orElse(443L).intValue(), Trees.string(apiService, "spec", "caBundle"),
                Trees.bool(apiService, "spec", "insecureSkipTLSVerify"),
                Trees.integer(apiService, "spec", "groupPriorityMinimum").orElse(0L).intValue(),
                Trees.integer(apiService, "spec", "versionPriority").orElse(0L).intValue(),
                Conditions.isTrue(apiService, "Available")));
    }

    /** Under which it has a certificate. */
    String serverName() {
        return service + "." + namespace + ".svc";
    }

    /** Where its discovery is. */
    public String path() {
        return group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    }
}
