/** What the API server asks of a node: logs, health. */
@NullMarked
package dev.coracle.kubelet.server;

import org.jspecify.annotations.NullMarked;
