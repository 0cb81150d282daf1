package dev.coracle.apiserver.request;

import java.util.List;
import java.util.Map;

/** Who speaks. Source: authentication.k8s.io/v1 UserInfo. */
public record UserInfo(String name, String uid, List<String> groups, Map<String, List<String>> extra) {

    public static final UserInfo ANONYMOUS = new UserInfo("system:anonymous", "", List.of("system:unauthenticated"),
            Map.of());

    /** The server itself, when it makes its own objects. */
    public static final UserInfo LOOPBACK = new UserInfo("system:apiserver", "", List.of("system:masters"), Map.of());

    public UserInfo {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }
}
