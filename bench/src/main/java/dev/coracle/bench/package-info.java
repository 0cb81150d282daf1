/** Load for any Kubernetes API server over HTTPS, lean enough that the server is what is measured. */
@NullMarked
package dev.coracle.bench;

import org.jspecify.annotations.NullMarked;
