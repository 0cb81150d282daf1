/** The rules of scheduling.k8s.io. */
@NullMarked
package dev.coracle.apiserver.resource.scheduling;

import org.jspecify.annotations.NullMarked;
