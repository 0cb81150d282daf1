/** From a request to what stands behind an object: kubelets, pods and services. */
@NullMarked
package dev.coracle.apiserver.connect;

import org.jspecify.annotations.NullMarked;
