/** The rules of flowcontrol.apiserver.k8s.io. */
@NullMarked
package dev.coracle.apiserver.resource.flowcontrol;

import org.jspecify.annotations.NullMarked;
