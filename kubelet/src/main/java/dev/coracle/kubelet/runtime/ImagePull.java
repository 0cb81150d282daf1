package dev.coracle.kubelet.runtime;

/** How pulling an image ended. */
public sealed interface ImagePull {

    /** @param id the digest, as {@code imageID} shows it */
    record Pulled(String id) implements ImagePull {}

    /** @param reason ErrImagePull or InvalidImageName; the first is tried again with a growing delay, the second never gets better */
    record Failed(String reason, String message) implements ImagePull {}
}
