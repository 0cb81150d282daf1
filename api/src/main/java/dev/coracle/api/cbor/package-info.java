/** Kubernetes' use of CBOR (RFC 8949): which of its many forms are written, and which are read. */
@NullMarked
package dev.coracle.api.cbor;

import org.jspecify.annotations.NullMarked;
