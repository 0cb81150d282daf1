/** What kubelets may do: their own node, and what the pods on it refer to. */
@NullMarked
package dev.coracle.apiserver.authorization.node;

import org.jspecify.annotations.NullMarked;
