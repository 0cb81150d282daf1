package dev.coracle.apiserver.resource.core;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Secrets. Their contents never stand in messages. */
final class Secrets {

    private static final String HIDDEN = "<secret contents redacted>";

    private Secrets() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("", "Secret").metadataChecks(2, 2).defaults(Secrets::fill).validate(Secrets::check)
                .validateUpdate(Secrets::checkUpdate).warn(Secrets::warn)
                .selectable("type", object -> Trees.string(object, "type"))
                .column(Columns.NAME)
                .column(Columns.text("Type", FieldDocs.of("core.v1.Secret", "type"), Columns.at("type")))
                .column(Columns.text("Data", FieldDocs.of("core.v1.Secret", "data"),
                        object -> (long) object.path("data").size()))
                .column(ages.column()).build();
    }

    /** What a client writes as text joins the rest; it is never kept as text. */
    private static void fill(ObjectNode object) {
        if (Trees.string(object, "type").isEmpty()) {
            object.put("type", "Opaque");
        }
        Trees.object(object, "stringData").ifPresent(texts -> {
            ObjectNode data = Trees.ensureObject(object, "data");
            texts.properties().forEach(e -> {
                if (e.getValue().isString()) {
                    data.put(e.getKey(), Base64.getEncoder()
                            .encodeToString(e.getValue().stringValue().getBytes(StandardCharsets.UTF_8)));
                }
            });
        });
        object.remove("stringData");
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place secret = Place.root(object, errors);
        Place data = secret.at("data");
        KeyedData.keys(data);
        KeyedData.bounded(KeyedData.decodedSize(data), errors);
        switch (secret.at("type").text()) {
            case "kubernetes.io/service-account-token" -> secret.at("metadata", "annotations")
                    .key("kubernetes.io/service-account.name").required();
            case "kubernetes.io/dockercfg" -> json(data, ".dockercfg");
            case "kubernetes.io/dockerconfigjson" -> json(data, ".dockerconfigjson");
            case "kubernetes.io/basic-auth" -> {
                if (!data.key("username").present() && !data.key("password").present()) {
                    data.key("username").requiredPresent();
                    data.key("password").requiredPresent();
                }
            }
            case "kubernetes.io/ssh-auth" -> data.key("ssh-privatekey").required();
            case "kubernetes.io/tls" -> {
                data.key("tls.crt").requiredPresent();
                data.key("tls.key").requiredPresent();
            }
            default -> {
                // Any other type is the user's own.
            }
        }
    }

    /** A server could not use it; whoever writes it is told, and may. */
    private static void warn(ObjectNode object, Consumer<String> out) {
        if (Trees.string(object, "type").equals("kubernetes.io/tls")) {
            TlsPairs.problem(bytes(object, "tls.crt"), bytes(object, "tls.key")).ifPresent(out);
        }
    }

    private static byte[] bytes(ObjectNode object, String key) {
        try {
            return Base64.getDecoder().decode(object.path("data").path(key).asString(""));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static void json(Place data, String key) {
        if (!data.key(key).present()) {
            data.key(key).required();
            return;
        }
        byte[] given;
        try {
            given = Base64.getDecoder().decode(data.key(key).text());
            if (given.length == 0) {
                data.errors().invalid(data.key(key).path(), HIDDEN, "unexpected end of JSON input");
                return;
            }
            Json.parse(given);
        } catch (JacksonException | IllegalArgumentException e) {
            data.errors().invalid(data.key(key).path(), HIDDEN, "invalid JSON");
        }
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place.root(object, errors).at("type").immutable(old.path("type"));
        KeyedData.sealed(object, old, errors, "data");
    }
}
