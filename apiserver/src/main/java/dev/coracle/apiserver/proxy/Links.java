package dev.coracle.apiserver.proxy;

import dev.coracle.apiserver.response.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leads a browser back through the proxy: absolute paths in {@code Location} and in the links of HTML pages get the proxy's path before them. Links to elsewhere stay as
 * they are, and so do pages of more than {@value #MAX_PAGE} bytes.
 *
 * @param backend   host and port of the backend
 * @param requested host and port that the client has asked
 * @param prefix    the proxy's own path, without a slash at its end
 */
public record Links(String backend, String requested, String prefix) {

    private static final int MAX_PAGE = 4 << 20;
    private static final Pattern TAG = Pattern.compile("<[a-zA-Z][^<>]{0,10000}>");
    private static final Pattern ATTRIBUTE = Pattern.compile(
            "(\\s(?:action|background|cite|codebase|data|formaction|href|icon|longdesc|manifest|poster|profile|src|usemap)\\s*=\\s*)(\"([^\"]*)\"|'([^']*)')",
            Pattern.CASE_INSENSITIVE);

    /** The answer for the client. */
    public HttpResponse rewrite(Upstream.Answer answer) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(answer.headers());
        if (headers.containsKey("location")) {
            headers.put("location", headers.getOrDefault("location", List.of()).stream().map(this::link).toList());
            return new Upstream.Answer(answer.status(), headers, answer.body()).response();
        }
        boolean page = answer.header("content-type").map(type -> type.split(";", 2)[0].strip().equals("text/html"))
                .orElse(false) && answer.header("content-encoding").isEmpty();
        return page ? page(answer, headers) : answer.response();
    }

    private HttpResponse page(Upstream.Answer answer, Map<String, List<String>> headers) throws IOException {
        byte[] text = answer.body().readNBytes(MAX_PAGE);
        if (text.length == MAX_PAGE) {
            InputStream whole = new SequenceInputStream(new ByteArrayInputStream(text), answer.body());
            return new Upstream.Answer(answer.status(), headers, whole).response();
        }
        answer.body().close();
        String rewritten = TAG.matcher(new String(text, StandardCharsets.ISO_8859_1))
                .replaceAll(tag -> Matcher.quoteReplacement(tag(tag.group())));
        return new HttpResponse.Bytes(answer.status(), ForwardedHeaders.response(headers),
                rewritten.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String tag(String tag) {
        return ATTRIBUTE.matcher(tag).replaceAll(found -> {
            boolean doubled = found.group(3) != null;
            String quote = doubled ? "\"" : "'";
            return Matcher.quoteReplacement(
                    found.group(1) + quote + link(doubled ? found.group(3) : found.group(4)) + quote);
        });
    }

    /** One link. */
    String link(String link) {
        try {
            URI uri = URI.create(link.strip());
            String host = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            boolean elsewhere = !host.isEmpty() && !host.equals(backend) && !host.equals(requested);
            if (elsewhere || !path.startsWith("/")) {
                return link;
            }
            String rest = (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
                    + (uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment());
            return (path.startsWith(prefix) ? path : prefix + path) + rest;
        } catch (IllegalArgumentException noLink) {
            return link;
        }
    }
}
