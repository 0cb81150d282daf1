package dev.coracle.apiserver.aggregation.extension;

import dev.coracle.apiserver.request.UserInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Tells an extension server in headers who asks; it believes them for the certificate with which they come. */
public final class FrontProxyIdentity {

    /** As whom this server asks on its own account. */
    public static final UserInfo AGGREGATOR = new UserInfo("system:kube-aggregator", "", List.of("system:masters"),
            Map.of());

    private static final String TOKEN = "!#$&'*+-.^_`|~";

    private FrontProxyIdentity() {}

    /** Says who asks, in the headers that an extension server takes from the front proxy only. */
    public static void putInto(Map<String, List<String>> headers, UserInfo user) {
        headers.put("x-remote-user", List.of(user.name()));
        if (!user.uid().isEmpty()) {
            headers.put("x-remote-uid", List.of(user.uid()));
        }
        if (!user.groups().isEmpty()) {
            headers.put("x-remote-group", user.groups());
        }
        user.extra().forEach((key, values) -> headers.put("x-remote-extra-" + escaped(key), values));
    }

    /** What can't stand in a header's name is escaped, the escape sign among it. */
    private static String escaped(String key) {
        StringBuilder out = new StringBuilder();
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || TOKEN.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append(String.format(java.util.Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return out.toString();
    }
}
