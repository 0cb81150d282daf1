/** The rules of storage.k8s.io. */
@NullMarked
package dev.coracle.apiserver.resource.storage;

import org.jspecify.annotations.NullMarked;
