package dev.coracle.apiserver.diagnostics;

import dev.coracle.apiserver.discovery.ServerVersion;
import dev.coracle.base.metrics.Metrics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which version this is, and which of the original's gated features it has. */
public final class VersionMetrics implements Runnable {

    /** Gates whose feature is built in here and can't be turned off. */
    private static final Map<String, String> FEATURES = new TreeMap<>();

    static {
        List.of("APIServerTracing", "AnonymousAuthConfigurableEndpoints", "AuthorizeNodeWithSelectors",
                "AuthorizeWithSelectors", "ConsistentListFromCache",
                "CustomResourceFieldSelectors", "MutatingAdmissionPolicy",
                "RetryGenerateName", "StorageVersionHash",
                "StreamingCollectionEncodingToJSON", "WatchList")
                .forEach(name -> FEATURES.put(name, ""));
        List.of("APIResponseCompression", "AuthorizePodWebsocketUpgradeCreatePermission", "ComponentFlagz",
                "ComponentStatusz", "ConstrainedImpersonation", "ExtendWebSocketsToKubelet",
                "PortForwardWebsockets").forEach(name -> FEATURES.put(name, "BETA"));
    }

    @Override
    public void run() {
        Metrics.gauge("kubernetes_build_info",
                "A metric with a constant '1' value labeled by major, minor, git version, git commit, git tree state, build date, Go version, and compiler from which Kubernetes was built, and platform on which it is running.",
                "major", "minor", "git_version").labelValues("1", "36", ServerVersion.GIT_VERSION).set(1);
        Metrics.gauge("version_info",
                "[ALPHA] Provides the compatibility version info of the component.", "component", "binary", "emulation",
                "min_compat").labelValues("kube", "1.36.3", "1.36", "1.35").set(1);
        FEATURES.forEach((name, stage) -> Metrics.gauge("kubernetes_feature_enabled",
                "[BETA] This metric records the data about the stage and enablement of a k8s feature.", "name", "stage")
                .labelValues(name, stage).set(1));
    }
}
