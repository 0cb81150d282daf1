package dev.coracle.cli.past;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.cluster.history.Kinds;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which objects a command is about. */
final class ObjectOptions {

    @Parameters(index = "0", paramLabel = "KIND", description = "What kind: deployment, deploy, deployments.apps, …")
    private String kind = "";

    @Option(names = {"-n",
        "--namespace"}, paramLabel = "NS", defaultValue = "default", description = "The namespace; \"${DEFAULT-VALUE}\" if not given.")
    private String namespace = "default";

    ResourceInfo kind(ApiClient client) {
        return new Kinds(client.discovery().preferredResources()).find(kind);
    }

    /** The empty string for kinds without namespaces. */
    String namespaceOf(ResourceInfo info) {
        return info.namespaced() ? namespace : "";
    }
}
