package dev.coracle.apiserver.tracing.otlp;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Yaml;
import dev.coracle.apiserver.access.ConfigFile;
import dev.coracle.base.lifecycle.StartFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code --tracing-config-file} says. Source: TracingConfiguration of apiserver.config.k8s.io.
 *
 * @param endpoint         of the collector: gRPC's name of a target, such as {@code localhost:4317}
 * @param samplesInMillion of traces that begin here, how many are recorded; those that a client began are recorded if the client says so
 */
public record TracingConfiguration(String endpoint, int samplesInMillion) {

    public static final String ENDPOINT = "localhost:4317";
    private static final int MILLION = 1_000_000;
    private static final String KIND = "TracingConfiguration";
    private static final Set<String> SCHEMES = Set.of("dns", "unix", "unix-abstract");

    /** @throws IOException as the original says it, naming what is wrong */
    public static TracingConfiguration read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException("failed to read tracing config: unable to read tracing configuration from \"" + file
                    + "\": " + StartFailure.text(e), e);
        }
        TracingConfiguration read;
        try {
            read = parse(bytes);
        } catch (IOException e) {
            throw new IOException(
                    "failed to read tracing config: unable to decode tracing configuration data: " + e.getMessage(), e);
        }
        List<String> mistakes = read.mistakes();
        if (!mistakes.isEmpty()) {
            String all = String.join(", ", mistakes);
            throw new IOException("failed to validate tracing configuration: "
                    + (mistakes.size() == 1 ? all : "[" + all + "]"));
        }
        return read;
    }

    /** A file may leave out what it is, as the original lets it. */
    private static TracingConfiguration parse(byte[] bytes) throws IOException {
        ObjectNode tree = tree(bytes);
        ConfigFile.known(tree, "", "kind", "apiVersion", "endpoint", "samplingRatePerMillion");
        return new TracingConfiguration(text(tree.path("endpoint")), number(tree.path("samplingRatePerMillion")));
    }

    private static ObjectNode tree(byte[] bytes) throws IOException {
        JsonNode document;
        try {
            document = Yaml.parse(bytes);
        } catch (StatusException e) {
            throw new IOException(e.status().message(), e);
        }
        if (document.isNull()) {
            return Json.object();
        }
        return document instanceof ObjectNode object && !object.has("kind") && !object.has("apiVersion")
                ? object
                : ConfigFile.parse(bytes, KIND);
    }

    private static String text(JsonNode node) throws IOException {
        if (node.isMissingNode() || node.isNull()) {
            return ENDPOINT;
        }
        if (!node.isString()) {
            throw mistyped(node, "endpoint", "string");
        }
        return node.stringValue();
    }

    private static int number(JsonNode node) throws IOException {
        if (node.isMissingNode() || node.isNull()) {
            return 0;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw mistyped(node, "samplingRatePerMillion", "int32");
        }
        return node.intValue();
    }

    private static IOException mistyped(JsonNode node, String field, String type) {
        String what = node.isNumber()
                ? "number " + node
                : node.isString() ? "string" : node.isBoolean() ? "bool" : node.isArray() ? "array" : "object";
        return new IOException("json: cannot unmarshal " + what + " into Go struct field TracingConfiguration." + KIND
                + "." + field + " of type " + type);
    }

    private List<String> mistakes() {
        List<String> mistakes = new ArrayList<>();
        if (samplesInMillion < 0) {
            mistakes.add("samplingRatePerMillion: Invalid value: " + samplesInMillion
                    + ": sampling rate must be positive");
        } else if (samplesInMillion > MILLION) {
            mistakes.add("samplingRatePerMillion: Invalid value: " + samplesInMillion
                    + ": sampling rate per million must be less than or equal to one million");
        }
        String shown = endpoint.contains("//") ? endpoint : "dns://" + endpoint;
        try {
            String scheme = URI.create(shown.contains("://") ? shown : "dns:" + shown).getScheme();
            if (!SCHEMES.contains(scheme)) {
                mistakes.add("endpoint: Invalid value: \"" + shown + "\": unsupported scheme: " + scheme
                        + ".  Options are none, dns, unix, or unix-abstract.  See https://github.com/grpc/grpc/blob/master/doc/naming.md");
            }
        } catch (IllegalArgumentException e) {
            mistakes.add("endpoint: Invalid value: \"" + shown + "\": parse \"" + shown + "\": it is no URL");
        }
        return mistakes;
    }
}
