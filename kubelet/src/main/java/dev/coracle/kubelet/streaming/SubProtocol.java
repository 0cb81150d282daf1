package dev.coracle.kubelet.streaming;

import java.util.List;
import java.util.Optional;

/**
 * A way of putting channels on a WebSocket.
 *
 * @param name   as the client asks for it
 * @param base64 whether messages are text
 * @param status whether a command's end is a Status
 * @param closes whether the client may close single channels
 */
record SubProtocol(String name, boolean base64, boolean status, boolean closes) {

    private static final List<SubProtocol> KNOWN = List.of(
            new SubProtocol("v5.channel.k8s.io", false, true, true),
            new SubProtocol("v4.channel.k8s.io", false, true, false),
            new SubProtocol("v4.base64.channel.k8s.io", true, true, false),
            new SubProtocol("channel.k8s.io", false, false, false),
            new SubProtocol("base64.channel.k8s.io", true, false, false), new SubProtocol("", false, false, false));

    /** The first of the client's that is known; the plain one if it asks for none. */
    static Optional<SubProtocol> choose(List<String> wanted) {
        List<String> names = wanted.isEmpty() ? List.of("") : wanted;
        return names.stream().flatMap(name -> KNOWN.stream().filter(known -> known.name.equals(name))).findFirst();
    }
}
