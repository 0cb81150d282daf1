package dev.coracle.apiserver.resource.pod.volume;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The fields of a pod, and of its containers' resources, that containers may read as variables or files. */
public final class DownwardFields {

    private static final Set<String> OF_VARIABLES = new TreeSet<>(Set.of("metadata.name", "metadata.namespace",
            "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs",
            "status.podIP", "status.podIPs"));
    private static final Set<String> OF_FILES = new TreeSet<>(Set.of("metadata.annotations", "metadata.labels",
            "metadata.name", "metadata.namespace", "metadata.uid"));
    /** Fields that have a name to a pod's reader but that containers may not have. */
    private static final Set<String> OTHERS = Set.of("spec.restartPolicy", "spec.schedulerName", "status.phase",
            "spec.host");
    private static final Pattern SUBSCRIPTED = Pattern.compile("(.+)\\['(.*)'\\]");
    private static final Set<String> KEYED = Set.of("metadata.annotations", "metadata.labels");

    private static final Set<String> RESOURCES = new TreeSet<>(Set.of("limits.cpu", "limits.ephemeral-storage",
            "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"));
    private static final List<String> BYTES = List.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi",
            "1Ti", "1Pi", "1Ei");

    private DownwardFields() {}

    public static void ofVariable(Place ref) {
        field(ref, OF_VARIABLES);
    }

    static void ofFile(Place ref) {
        field(ref, OF_FILES);
    }

    private static void field(Place ref, Collection<String> allowed) {
        if (!ref.present() || ref.at("apiVersion").required().empty()
                || ref.at("fieldPath").required().empty()) {
            return;
        }
        Place field = ref.at("fieldPath");
        Optional<String> unreadable = unreadable(ref.at("apiVersion").text(), field.text());
        Matcher subscripted = SUBSCRIPTED.matcher(field.text());
        if (unreadable.isPresent()) {
            field.invalid("error converting fieldPath: " + unreadable.get());
        } else if (subscripted.matches()) {
            String key = subscripted.group(2);
            boolean label = subscripted.group(1).equals("metadata.labels");
            for (String problem : Names.qualifiedName(label ? key : key.toLowerCase(Locale.ROOT))) {
                ref.errors().invalid(ref.path(), key, problem);
            }
        } else if (!allowed.contains(field.text())) {
            field.errors().notSupported(field.path(), field.text(), allowed);
        }
    }

    /** Why no reader of a pod understands the name of the field. */
    private static Optional<String> unreadable(String version, String path) {
        if (!version.equals("v1")) {
            return Optional.of("unsupported pod version: " + version);
        }
        Matcher subscripted = SUBSCRIPTED.matcher(path);
        if (subscripted.matches()) {
            return KEYED.contains(subscripted.group(1))
                    ? Optional.empty()
                    : Optional.of("field label does not support subscript: " + path);
        }
        boolean known = OF_VARIABLES.contains(path) || OF_FILES.contains(path) || OTHERS.contains(path);
        return known ? Optional.empty() : Optional.of("field label not supported: " + path);
    }

    public static void resourceOfVariable(Place ref) {
        resource(ref, false);
    }

    static void resourceOfFile(Place ref) {
        resource(ref, true);
    }

    /** @param anyContainer whether it must be said whose resources these are */
    private static void resource(Place ref, boolean anyContainer) {
        if (!ref.present()) {
            return;
        }
        Place resource = ref.at("resource");
        if (anyContainer && ref.at("containerName").empty()) {
            ref.at("containerName").required();
        } else if (!resource.required().empty() && !RESOURCES.contains(resource.text())
                && !isHugePages(resource.text())) {
            resource.errors().notSupported(resource.path(), resource.text(), RESOURCES);
        }
        divisor(ref.at("divisor"), resource.text());
    }

    private static boolean isHugePages(String resource) {
        return resource.startsWith("limits.hugepages-") || resource.startsWith("requests.hugepages-");
    }

    private static void divisor(Place divisor, String resource) {
        if (Amounts.isZero(divisor.node()) || !divisor.present() || Amounts.text(divisor.node()).equals("0")) {
            return;
        }
        String kind = resource.substring(resource.indexOf('.') + 1);
        if (kind.equals("cpu")) {
            divisor(divisor, resource, List.of("1m", "1"), "1m and 1 are supported with the cpu resource");
        } else if (RESOURCES.contains(resource) || isHugePages(resource)) {
            String name = kind.equals("memory")
                    ? "memory"
                    : kind.equals("ephemeral-storage") ? "local ephemeral storage" : "hugepages";
            divisor(divisor, resource, BYTES,
                    String.join(", ", BYTES) + " are supported with the " + name + " resource");
        }
    }

    private static void divisor(Place divisor, String resource, List<String> supported, String words) {
        if (!supported.contains(Amounts.text(divisor.node()))) {
            divisor.errors().invalid(divisor.path(), resource, "only divisor's values " + words);
        }
    }
}
