/** Passing a request on to another server, and its answer or its upgraded connection back. It knows addresses and headers, and no Kubernetes objects. */
@NullMarked
package dev.coracle.apiserver.proxy;

import org.jspecify.annotations.NullMarked;
