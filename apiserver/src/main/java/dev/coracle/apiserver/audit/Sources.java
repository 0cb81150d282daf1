package dev.coracle.apiserver.audit;

import dev.coracle.apiserver.request.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a request came from: as proxies say it, and at last the peer, whom nobody can make up. */
final class Sources {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]{2,45}");
    private static final int MOST = 32;

    private Sources() {}

    static List<String> of(HttpRequest request) {
        List<String> sources = new ArrayList<>();
        request.headers("x-forwarded-for").stream().flatMap(header -> List.of(header.split(",")).stream())
                .flatMap(text -> address(text).stream()).limit(MOST).forEach(sources::add);
        if (sources.isEmpty()) {
            request.header("x-real-ip").flatMap(Sources::address).ifPresent(sources::add);
        }
        if (!request.remote().isEmpty() && (sources.isEmpty() || !sources.getLast().equals(request.remote()))) {
            sources.add(request.remote());
        }
        return sources;
    }

    private static Optional<String> address(String text) {
        return Optional.of(text.strip()).filter(stripped -> ADDRESS.matcher(stripped).matches());
    }
}
