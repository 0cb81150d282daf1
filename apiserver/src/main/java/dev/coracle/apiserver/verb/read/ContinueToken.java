package dev.coracle.apiserver.verb.read;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the next page begins. Source: k8s.io/apiserver's storage continue token.
 *
 * @param revision of the list, -1 for whatever is newest
 * @param start    the first key of the page, below the resource's (or namespace's) prefix
 */
record ContinueToken(long revision, String start) {

    private static final String VERSION = "meta.k8s.io/v1";

    String encode() {
        ObjectNode tree = Json.object();
        tree.put("v", VERSION).put("rv", revision).put("start", start);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.print(tree));
    }

    static ContinueToken decode(String text) {
        byte[] bytes = base64(text);
        JsonNode tree;
        try {
            tree = Json.parse(bytes);
        } catch (JacksonException e) {
            throw invalid(e.getOriginalMessage());
        }
        String start = Trees.string(tree, "start");
        long revision = Trees.integer(tree, "rv").orElse(0L);
        if (!Trees.string(tree, "v").equals(VERSION)) {
            throw invalid("server does not recognize this encoded version " + Trees.string(tree, "v"));
        }
        if (revision == 0 || start.isEmpty()) {
            throw invalid("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        }
        if (start.contains("..") || start.startsWith("/")) {
            throw invalid("start key is not valid");
        }
        return new ContinueToken(revision, start);
    }

    private static byte[] base64(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean known = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-'
                    || c == '_';
            if (!known) {
                throw invalid("illegal base64 data at input byte " + i);
            }
        }
        try {
            return Base64.getUrlDecoder().decode(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException e) {
            throw invalid("illegal base64 data at input byte " + (text.length() / 4 * 4));
        }
    }

    private static StatusException invalid(String why) {
        return StatusException.badRequest("invalid continue token: continue key is not valid: " + why);
    }
}
