package dev.coracle.apiserver.storage.encryption;

import dev.coracle.api.naming.GroupResource;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Which resource's objects stand under a key: built-in ones by their prefixes, custom ones under {@code root/group/resource/}. Immutable. */
final class ResourceOfKey {

    private final String root;
    private final NavigableMap<String, GroupResource> builtIn;

    /** @param builtIn by prefix */
    ResourceOfKey(String root, Map<String, GroupResource> builtIn) {
        this.root = root;
        this.builtIn = new TreeMap<>(builtIn);
    }

    Optional<GroupResource> of(String key) {
        Map.Entry<String, GroupResource> below = builtIn.floorEntry(key);
        if (below != null && key.startsWith(below.getKey())) {
            return Optional.of(below.getValue());
        }
        int group = key.startsWith(root) ? key.indexOf('/', root.length()) : -1;
        int resource = group < 0 ? -1 : key.indexOf('/', group + 1);
        return resource < 0
                ? Optional.empty()
                : Optional.of(new GroupResource(key.substring(root.length(), group), key.substring(group + 1,
                        resource)));
    }
}
