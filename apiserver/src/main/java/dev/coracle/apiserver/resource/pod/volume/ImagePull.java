package dev.coracle.apiserver.resource.pod.volume;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When an image is pulled again, if nobody says. Source: the v1 API's defaulting; the reference grammar of the OCI distribution. */
public final class ImagePull {

    private static final String DOMAIN_LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final String DOMAIN = DOMAIN_LABEL + "(?:\\." + DOMAIN_LABEL + ")*(?::[0-9]+)?";
    private static final String PART = "[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*";
    private static final Pattern REFERENCE = Pattern.compile("(?:(?:" + DOMAIN + "|\\[[a-fA-F0-9:]+\\](?::[0-9]+)?)/)?"
            + PART
            + "(?:/" + PART
            + ")*(?::(?<tag>[\\w][\\w.-]{0,127}))?(?<digest>@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*"
            + ":[0-9a-fA-F]{32,})?");
    /** Of a name with the registry and the path that are added where none are given. */
    private static final int LONGEST_NAME = 255 - "docker.io/library/".length();
    private static final Pattern IDENTIFIER = Pattern.compile("[a-f0-9]{64}");

    private ImagePull() {}

    /** An image without tag and digest, or with the tag latest, may change at any time; of what is no reference nothing is known. */
    public static String policy(String image) {
        if (hasOtherTag(image)) {
            return "IfNotPresent";
        }
        Matcher reference = REFERENCE.matcher(image);
        if (image.length() > LONGEST_NAME || IDENTIFIER.matcher(image).matches() || !reference.matches()) {
            return "IfNotPresent";
        }
        Optional<String> tag = Optional.ofNullable(reference.group("tag"));
        boolean latest = tag.map("latest"::equals).orElse(reference.group("digest") == null);
        return latest ? "Always" : "IfNotPresent";
    }

    /** As most images have: a tag, right or wrong, that is not the latest, and so needs no closer look. */
    private static boolean hasOtherTag(String image) {
        return image.lastIndexOf(':') > image.lastIndexOf('/') && image.indexOf('@') < 0 && !image.endsWith(":latest");
    }
}
