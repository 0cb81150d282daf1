/** Streams between a client and a container, over WebSockets and over the kubelet's protocol. */
@NullMarked
package dev.coracle.apiserver.connect.stream;

import org.jspecify.annotations.NullMarked;
