package dev.coracle.bench.traffic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** One request; an empty body is none. */
public record Request(String method, String path, String type, byte[] body) {

    public static Request get(String path) {
        return new Request("GET", path, "", new byte[0]);
    }

    public static Request post(String path, String json) {
        return new Request("POST", path, "application/json", json.getBytes(UTF_8));
    }

    public static Request put(String path, String json) {
        return new Request("PUT", path, "application/json", json.getBytes(UTF_8));
    }

    public static Request strategicPatch(String path, String json) {
        return new Request("PATCH", path, "application/strategic-merge-patch+json", json.getBytes(UTF_8));
    }

    public static Request mergePatch(String path, String json) {
        return new Request("PATCH", path, "application/merge-patch+json", json.getBytes(UTF_8));
    }

    /** Server-side apply. JSON is YAML. */
    public static Request apply(String path, String json) {
        return new Request("PATCH", path + "?fieldManager=bench&force=true", "application/apply-patch+yaml",
                json.getBytes(UTF_8));
    }

    /** As HTTP/1.1 has it. @param fixed what stands in every head behind the path, with the end of its last line */
    byte[] bytes(String fixed) {
        byte[] head = (method + " " + path + fixed + (body.length == 0
                ? ""
                : "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n") + "\r\n")
                .getBytes(ISO_8859_1);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }
}
