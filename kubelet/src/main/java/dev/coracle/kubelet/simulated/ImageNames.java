package dev.coracle.kubelet.simulated;

import dev.coracle.kubelet.runtime.ImagePull;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which images exist: all that could. Refused are names that no registry would take (the grammar of the distribution reference), hosts
 * that can't exist (RFC 6761's {@code .invalid}, and {@code invalid.} names), and names or tags that say they are not there
 * ({@code no-such-image}, {@code does-not-exist}, {@code nonexistent}, the tag {@code 404}), which is how people test for a failing pull.
 */
final class ImageNames {

    private static final Pattern REFERENCE = Pattern.compile(
            "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\\w[\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?");
    private static final Pattern ABSENT = Pattern
            .compile("no-?such|does-?not-?exist|non-?exist|not-?found|invalid|:404$", Pattern.CASE_INSENSITIVE);

    private ImageNames() {}

    static ImagePull pull(String image) {
        if (image.length() > 1024 || !REFERENCE.matcher(image).matches()) {
            return new ImagePull.Failed("InvalidImageName", "Failed to apply default image tag \"" + image
                    + "\": couldn't parse image name \"" + image + "\": invalid reference format");
        }
        Optional<String> host = host(image);
        if (host.filter(h -> h.endsWith(".invalid") || h.startsWith("invalid.") || h.equals("invalid")).isPresent()) {
            return new ImagePull.Failed("ErrImagePull", "failed to pull and unpack image \"" + image
                    + "\": failed to resolve reference: dial tcp: lookup " + host.get() + ": no such host");
        }
        if (ABSENT.matcher(image).find()) {
            return new ImagePull.Failed("ErrImagePull", "failed to pull and unpack image \"" + image
                    + "\": failed to resolve reference: not found");
        }
        return new ImagePull.Pulled(digest(image));
    }

    private static Optional<String> host(String image) {
        int slash = image.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String first = image.substring(0, slash);
        return first.contains(".") || first.contains(":") || first.equals("localhost") || first.equals("invalid")
                ? Optional.of(first.replaceAll(":.*", ""))
                : Optional.empty();
    }

    private static String digest(String image) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(image.getBytes(StandardCharsets.UTF_8));
            return image.replaceAll("[:@][^/]*$", "") + "@sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
