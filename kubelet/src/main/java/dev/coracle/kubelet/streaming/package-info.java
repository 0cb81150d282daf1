/** The protocols in which a node's commands and ports are reached: SPDY, and channels on WebSockets. It knows no pods. Source: the CRI streaming server. */
@NullMarked
package dev.coracle.kubelet.streaming;

import org.jspecify.annotations.NullMarked;
