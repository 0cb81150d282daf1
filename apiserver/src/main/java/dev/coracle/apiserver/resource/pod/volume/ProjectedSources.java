package dev.coracle.apiserver.resource.pod.volume;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Several sources whose files lie in one directory. */
final class ProjectedSources {

    private static final long SHORTEST_TOKEN = 600;
    private static final long LONGEST_TOKEN = 1L << 32;
    private static final List<String> KINDS = List.of("secret", "configMap", "downwardAPI", "serviceAccountToken",
            "clusterTrustBundle", "podCertificate");

    private ProjectedSources() {}

    static void check(Place volume) {
        VolumeSources.mode(volume.at("defaultMode"));
        Set<String> paths = new HashSet<>();
        for (Place source : volume.at("sources").items()) {
            one(volume, source, paths);
        }
    }

    private static void one(Place volume, Place source, Set<String> paths) {
        int found = 0;
        for (String kind : KINDS) {
            Place given = source.at(kind);
            if (!given.present()) {
                continue;
            }
            if (found++ > 0) {
                given.forbidden("may not specify more than 1 volume type");
            } else {
                contents(kind, given);
                once(volume, kind, given, paths);
            }
        }
    }

    private static void contents(String kind, Place source) {
        switch (kind) {
            case "secret", "configMap" -> {
                source.at("name").required();
                VolumeSources.keys(source);
            }
            case "downwardAPI" -> source.at("items").items()
                    .forEach(file -> VolumeSources.downwardFile(source, file));
            case "serviceAccountToken" -> token(source);
            case "clusterTrustBundle" -> trustBundle(source);
            default -> {
            }
        }
    }

    private static void token(Place token) {
        Place lifetime = token.at("expirationSeconds");
        if (lifetime.number(SHORTEST_TOKEN) < SHORTEST_TOKEN) {
            lifetime.invalid("may not specify a duration less than 10 minutes");
        } else if (lifetime.number(SHORTEST_TOKEN) > LONGEST_TOKEN) {
            lifetime.invalid("may not specify a duration larger than 2^32 seconds");
        }
        if (token.at("path").required().empty()) {
            return;
        }
        LocalPaths.unreserved(token.at("path"));
    }

    private static void trustBundle(Place bundle) {
        boolean named = bundle.at("name").present();
        boolean signed = bundle.at("signerName").present();
        if (named && signed) {
            bundle.invalid("only one of name and signerName may be used");
        } else if (named) {
            bundle.at("name").required("must be a valid object name");
            for (String problem : Names.dnsSubdomain(bundle.at("name").text())) {
                bundle.at("name").invalidText("not a valid clustertrustbundlename: " + problem);
            }
            if (bundle.at("labelSelector").present()) {
                bundle.at("labelSelector").invalid("labelSelector must be unset if name is specified");
            }
        } else if (signed) {
            bundle.at("signerName").required("must be a valid signer name");
            Labels.selector(bundle.at("labelSelector"));
        } else {
            bundle.errors().required(bundle.path(), "either name or signerName must be specified");
        }
        if (!bundle.at("path").required().empty()) {
            LocalPaths.unreserved(bundle.at("path"));
        }
    }

    /** No two sources write the same file. */
    private static void once(Place volume, String kind, Place source, Set<String> paths) {
        Object shown = Map.of("secret", source.at("name").text(), "configMap", source.at("name").text(),
                "serviceAccountToken", source.at("path").text()).getOrDefault(kind, source.at("path").text());
        List<Place> files = kind.equals("secret") || kind.equals("configMap") || kind.equals("downwardAPI")
                ? source.at("items").items()
                : List.of(source);
        for (Place file : files) {
            String path = file.at("path").text();
            if (!path.isEmpty() && !paths.add(path)) {
                volume.errors().invalid(volume.path(), kind.equals("downwardAPI") ? path : shown,
                        "conflicting duplicate paths");
            }
        }
    }
}
