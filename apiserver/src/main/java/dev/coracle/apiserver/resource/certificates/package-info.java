/** The rules of certificates.k8s.io. */
@NullMarked
package dev.coracle.apiserver.resource.certificates;

import org.jspecify.annotations.NullMarked;
