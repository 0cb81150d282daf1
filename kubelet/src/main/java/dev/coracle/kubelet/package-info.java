/** The node agent: registers nodes, runs the pods bound to them, tells the API server how they are. */
@NullMarked
package dev.coracle.kubelet;

import org.jspecify.annotations.NullMarked;
