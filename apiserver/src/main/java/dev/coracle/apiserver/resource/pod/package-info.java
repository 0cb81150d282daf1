/** What pods and all that make pods share: the defaults and checks of a PodSpec, its classes of service, and how a pod's state reads. */
@NullMarked
package dev.coracle.apiserver.resource.pod;

import org.jspecify.annotations.NullMarked;
