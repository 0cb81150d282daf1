/** The volumes of a pod: what each kind of source needs, what it means by default, and where volumes may be mounted. */
@NullMarked
package dev.coracle.apiserver.resource.pod.volume;

import org.jspecify.annotations.NullMarked;
