package dev.coracle.apiserver.discovery;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.catalogue.SubresourceInfo;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.registry.BuiltInResources;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfoResolver;
import dev.coracle.apiserver.verb.Verbs;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /api}, {@code /apis} and what is below them down to a version. Made anew when resources have changed. */
public final class Discovery implements Function<RequestContext, Optional<HttpResponse>> {

    private record Made(long version, long remote, Map<String, Map<String, Groups.Version>> groups,
            AggregatedDiscovery aggregated) {}

    private static final Groups.Version NOTHING = new Groups.Version(List.of(), Optional.empty());

    private final Resources resources;
    private final RemoteVersions remote;
    private final String address;
    private volatile Made made;

    /** @param remote what is served behind this server @param address host and port under which clients reach this server */
    public Discovery(Resources resources, RemoteVersions remote, String address) {
        this.resources = resources;
        this.remote = remote;
        this.address = address;
        this.made = make();
    }

    private Made make() {
        long version = resources.version();
        long remoteVersion = remote.version();
        Map<String, Map<String, Groups.Version>> groups = Groups.of(resources, remote.all());
        return new Made(version, remoteVersion, groups, new AggregatedDiscovery(groups));
    }

    private Made current() {
        Made known = made;
        if (known.version() != resources.version() || known.remote() != remote.version()) {
            known = make();
            made = known;
        }
        return known;
    }

    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        HttpRequest request = context.request();
        String[] parts = RequestInfoResolver.elements(request.path()).toArray(String[]::new);
        if (parts.length == 0 || !(parts[0].equals("api") || parts[0].equals("apis"))) {
            return Optional.empty();
        }
        boolean core = parts[0].equals("api");
        Made now = current();
        if (parts.length == 1) {
            return Optional.of(checked(request, !core, () -> root(request, now, core)));
        }
        String group = core ? "" : parts[1];
        if (!now.groups().containsKey(group)) {
            return Optional.empty();
        }
        if (!core && parts.length == 2) {
            return Optional.of(checked(request, true, () -> answer(request, group(now, group, true))));
        }
        int at = core ? 1 : 2;
        if (parts.length != at + 1 || !now.groups().getOrDefault(group, Map.of()).containsKey(parts[at])) {
            throw Verbs.unknown();
        }
        return Optional.of(checked(request, false, () -> answer(request, version(now, group, parts[at]))));
    }

    /** The paths of what is served, groups and versions. */
    public List<String> paths() {
        List<String> paths = new ArrayList<>();
        current().groups().forEach((group, versions) -> {
            String path = group.isEmpty() ? "/api" : "/apis/" + group;
            paths.add(path);
            versions.keySet().forEach(version -> paths.add(path + "/" + version));
        });
        return paths;
    }

    /** @param heads whether HEAD is one of its methods: of the original's routers one knows it, the other doesn't */
    private static HttpResponse checked(HttpRequest request, boolean heads, Supplier<HttpResponse> answer) {
        if (!request.method().equals("GET") && !(heads && request.method().equals("HEAD"))) {
            throw Verbs.notAllowed();
        }
        return answer.get();
    }

    private HttpResponse root(HttpRequest request, Made now, boolean core) {
        Optional<HttpResponse> aggregated = now.aggregated().answer(request, core);
        if (aggregated.isPresent()) {
            return aggregated.get();
        }
        return answer(request, core ? versions() : groups(now));
    }

    private static HttpResponse answer(HttpRequest request, ObjectNode tree) {
        return Answers.tree(200, Negotiation.of(request, false), tree);
    }

    private ObjectNode versions() {
        ObjectNode tree = Json.object();
        tree.put("kind", "APIVersions");
        tree.putArray("versions").add("v1");
        tree.putArray("serverAddressByClientCIDRs").addObject().put("clientCIDR", "0.0.0.0/0").put("serverAddress",
                address);
        return tree;
    }

    private static ObjectNode groups(Made now) {
        ObjectNode tree = Json.object();
        tree.put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = tree.putArray("groups");
        now.groups().keySet().stream().filter(g -> !g.isEmpty()).forEach(g -> groups.add(group(now, g, false)));
        return tree;
    }

    private static ObjectNode group(Made now, String group, boolean typed) {
        ObjectNode tree = Json.object();
        if (typed) {
            tree.put("kind", "APIGroup").put("apiVersion", "v1");
        }
        tree.put("name", group);
        ArrayNode versions = tree.putArray("versions");
        now.groups().getOrDefault(group, Map.of()).keySet()
                .forEach(v -> versions.addObject().put("groupVersion", group + "/" + v).put("version", v));
        tree.set("preferredVersion", versions.get(0).deepCopy());
        return tree;
    }

    private static ObjectNode version(Made now, String group, String version) {
        ObjectNode tree = Json.object();
        tree.put("kind", "APIResourceList");
        if (!group.isEmpty()) {
            tree.put("apiVersion", "v1");
        }
        tree.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode list = tree.putArray("resources");
        for (Resource resource : now.groups().getOrDefault(group, Map.of()).getOrDefault(version, NOTHING)
                .resources()) {
            list.add(resource(resource));
            resource.info().subresources().stream().sorted(java.util.Comparator.comparing(SubresourceInfo::name))
                    .forEach(part -> list.add(part(resource.info(), part)));
        }
        return tree;
    }

    private static ObjectNode resource(Resource resource) {
        ResourceInfo info = resource.info();
        ObjectNode tree = Json.object();
        tree.put("name", info.resource()).put("singularName", info.singular()).put("namespaced", info.namespaced())
                .put("kind", info.kind());
        ArrayNode verbs = tree.putArray("verbs");
        new TreeSet<>(info.verbs()).forEach(verbs::add);
        putAll(tree, "shortNames", info.shortNames());
        putAll(tree, "categories", info.categories());
        if (BuiltInResources.stored(resource)) {
            tree.put("storageVersionHash", hash(resource));
        }
        return tree;
    }

    private static void putAll(ObjectNode tree, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode list = tree.putArray(name);
            values.forEach(list::add);
        }
    }

    private static ObjectNode part(ResourceInfo info, SubresourceInfo part) {
        ObjectNode tree = Json.object();
        tree.put("name", info.resource() + "/" + part.name()).put("singularName", "").put("namespaced",
                info.namespaced());
        if (!part.kind().groupVersion().equals(info.groupVersion())) {
            tree.put("group", part.kind().group()).put("version", part.kind().version());
        }
        tree.put("kind", part.kind().kind());
        ArrayNode verbs = tree.putArray("verbs");
        new TreeSet<>(part.verbs()).forEach(verbs::add);
        return tree;
    }

    private static String hash(Resource resource) {
        String kind = resource.storedAs().group() + "/" + resource.storageVersion().version() + "/"
                + resource.info().kind();
        return Base64.getEncoder()
                .encodeToString(Arrays.copyOf(digest("SHA-256", kind.getBytes(StandardCharsets.UTF_8)), 8));
    }

    static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
